package dev.gapless.eventlog;

import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Hub;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Joins the hub with the engine that feeds it. */
@Configuration(proxyBeanMethods = false)
class EventLogConfiguration {
    /** Started before the web server, so that the port opens on a hub that is up to date, and stopped after it. */
    static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    private static final Duration SLOT_WAIT = Duration.ofSeconds(15);

    @Bean
    Hub hub(EventLogProperties properties, FollowLoader loader) {
        return new Hub(properties.hub().settings(), loader, InstantSource.system());
    }

    @Bean
    RecentEvents recentEvents() {
        return new RecentEvents();
    }

    @Bean
    MeterBinder hubMetrics(Hub hub) {
        return EventLogMetrics.of(hub);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "gapless.hub.engine", havingValue = "postgres", matchIfMissing = true)
    static class Postgres {

        @Bean
        PostgresEventLog eventLog(JdbcClient jdbc, RecentEvents recent) {
            return new PostgresEventLog(jdbc, recent);
        }

        @Bean
        WalTail walTail(EventLogProperties properties, JdbcConnectionDetails database, RecentEvents recent, Hub hub) {
            WalSource source = new WalSource(
                    database.getJdbcUrl(),
                    database.getUsername(),
                    database.getPassword(),
                    properties.node(),
                    SLOT_WAIT);
            return new WalTail(
                    source, EventSink.into(hub), recent, properties.hub().historyTtl(), InstantSource.system(), PHASE);
        }

        @Bean
        HealthIndicator eventLogHealthIndicator(WalTail tail) {
            return new WalTailHealth(tail);
        }

        @Bean
        MeterBinder eventLogMetrics(WalTail tail, JdbcClient jdbc) {
            return EventLogMetrics.of(tail, jdbc);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "gapless.hub.engine", havingValue = "memory")
    static class Memory {

        @Bean
        MemoryEventLog eventLog(DataSource dataSource, RecentEvents recent, Hub hub) {
            return new MemoryEventLog(dataSource, EventSink.into(hub), recent, InstantSource.system(), PHASE);
        }

        @Bean
        HealthIndicator eventLogHealthIndicator() {
            return () -> Health.up().withDetail("engine", "memory").build();
        }
    }
}
