package dev.gapless.eventlog;

import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Hub;
import dev.gapless.hub.HubSettings;
import dev.gapless.hub.Terms;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Joins the hub with the engine that feeds it. */
@Configuration(proxyBeanMethods = false)
class EventLogConfiguration {
    /** Started before the web server, so that the port opens on a hub that is up to date, and stopped after it. */
    static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(20);
    /** A predecessor whose machine has gone holds the slot until PostgreSQL has waited in vain for it. */
    private static final Duration SLOT_WAIT = SERVER_TIMEOUT.plusSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FEWEST_CONNECTIONS = 10;

    @Bean
    Hub hub(EventLogProperties properties, ObjectProvider<Retentions> retentions, FollowLoader loader) {
        HubSettings settings = properties.hub().settings(retentions(retentions, properties));
        return new Hub(settings, loader, InstantSource.system());
    }

    private static Retentions retentions(ObjectProvider<Retentions> given, EventLogProperties properties) {
        return given.getIfAvailable(() -> Retentions.defaults(properties));
    }

    /** What clients recover from has to be read again at the next start, and idempotency keys that still count. */
    private static Duration trail(Duration longestRetention) {
        return longestRetention.compareTo(Terms.KEY_COUNTS) < 0 ? Terms.KEY_COUNTS : longestRetention;
    }

    @Bean
    RecentEvents recentEvents() {
        return new RecentEvents();
    }

    @Bean
    Publisher publisher(PlatformTransactionManager transactions, DataSource dataSource) {
        return new Publisher(new TransactionTemplate(transactions), connections(dataSource) / 2, PATIENCE);
    }

    private static int connections(DataSource dataSource) {
        HikariDataSource pool = DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class);
        return pool == null ? FEWEST_CONNECTIONS : pool.getMaximumPoolSize();
    }

    @Bean
    MeterBinder hubMetrics(Hub hub) {
        return EventLogMetrics.of(hub);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "gapless.hub.engine", havingValue = "postgres", matchIfMissing = true)
    static class Postgres {

        @Bean
        PostgresEventLog eventLog(
                EventLogProperties properties,
                JdbcClient jdbc,
                RecentEvents recent,
                Receipts receipts,
                Publisher publisher) {
            return new PostgresEventLog(jdbc, recent, receipts, publisher, properties.node(), InstantSource.system());
        }

        @Bean
        Receipts receipts() {
            return new Receipts();
        }

        @Bean
        WalTail walTail(
                EventLogProperties properties,
                ObjectProvider<Retentions> retentions,
                JdbcConnectionDetails database,
                RecentEvents recent,
                Receipts receipts,
                Hub hub) {
            WalSource source = new WalSource(
                    database.getJdbcUrl(),
                    database.getUsername(),
                    database.getPassword(),
                    properties.node(),
                    SLOT_WAIT,
                    SERVER_TIMEOUT);
            Duration trail = trail(retentions(retentions, properties).longest());
            return new WalTail(source, EventSink.into(hub), recent, receipts, trail, InstantSource.system(), PHASE);
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
        MemoryEventLog eventLog(
                EventLogProperties properties,
                DataSource dataSource,
                RecentEvents recent,
                Publisher publisher,
                Hub hub) {
            return new MemoryEventLog(
                    dataSource,
                    EventSink.into(hub),
                    recent,
                    publisher,
                    properties.node(),
                    InstantSource.system(),
                    PHASE);
        }

        @Bean
        HealthIndicator eventLogHealthIndicator() {
            return () -> Health.up().withDetail("engine", "memory").build();
        }
    }
}
