package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.History;
import dev.gapless.hub.Hub;
import dev.gapless.hub.Outcome.Duplicate;
import dev.gapless.hub.Outcome.Placed;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.Retention;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class EventLogConfigurationIT {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(EventLogConfiguration.class)
    @EnableConfigurationProperties(EventLogProperties.class)
    static class Application {
        @Bean
        FollowLoader follows() {
            return channels -> Map.of();
        }
    }

    @Test
    void theHubHearsWhatIsCommittedAndIsHealthyAndMeasured() {
        try (ConfigurableApplicationContext context = start(TestDatabase.create())) {
            appendAndAwait(context);
            assertThat(Objects.requireNonNull(context.getBean("eventLogHealthIndicator", HealthIndicator.class)
                                    .health())
                            .getStatus())
                    .isEqualTo(Status.UP);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            await().until(() -> registry.get("gapless.hub.publications").gauge().value() == 1);
            await().untilAsserted(() -> assertThat(
                            registry.get("gapless.eventlog.lag.bytes").gauge().value())
                    .isBetween(0.0, 1e6));
            assertThat(registry.get("gapless.eventlog.slot.retained.bytes")
                            .gauge()
                            .value())
                    .isBetween(0.0, 1e9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "memory"})
    void whatIsPublishedWithAKeyIsPlacedOnceAndTheHistoryCanBeRemoved(String engine) {
        try (ConfigurableApplicationContext context = start(TestDatabase.create(), "--gapless.hub.engine=" + engine)) {
            EventLog log = context.getBean(EventLog.class);
            Hub hub = context.getBean(Hub.class);
            Event event = Event.of(List.of("a", "here:7"), "{}".getBytes(StandardCharsets.UTF_8))
                    .withIdempotencyKey("k");
            Receipt first = log.publish(event);
            long offset = first.position().offset();
            assertThat(first.outcomes()).containsExactly(new Placed(offset), new Placed(0));
            assertThat(hub.position().epoch()).isEqualTo(first.position().epoch());
            assertThat(hub.position().offset()).isGreaterThanOrEqualTo(offset);
            assertThat(log.publish(event).outcomes()).containsExactly(new Duplicate(offset), new Duplicate(0));
            assertThat(history(hub)).hasSize(1);
            assertThat(log.publish(Event.removal(List.of("a"))).outcomes()).isEmpty();
            assertThat(history(hub)).isEmpty();
            assertThat(log.servers()).containsExactly(log.server());
        }
    }

    private static List<Publication> history(Hub hub) {
        CompletableFuture<History> answer = new CompletableFuture<>();
        hub.history("a", null, -1, false, answer::complete);
        return ((History.Page) answer.join()).publications();
    }

    @Test
    void theRetentionsThatAreGivenDecideWhatIsKept() {
        try (ConfigurableApplicationContext context =
                start(TestDatabase.create(), "--spring.main.sources=" + NothingKept.class.getName())) {
            assertThat(context.getBean(EventLog.class)
                            .publish(Event.of(List.of("a"), "{}".getBytes(StandardCharsets.UTF_8)))
                            .outcomes())
                    .containsExactly(new Placed(0));
        }
    }

    static class NothingKept implements Retentions {
        @Override
        public Retention of(String topic) {
            return Retention.NONE;
        }

        @Override
        public Duration longest() {
            return Duration.ofMinutes(1);
        }
    }

    @Test
    void theEngineIsAMatterOfConfiguration() {
        try (ConfigurableApplicationContext context = start(TestDatabase.create(), "--gapless.hub.engine=memory")) {
            assertThat(context.getBean(EventLog.class)).isInstanceOf(MemoryEventLog.class);
            assertThat(context.getBeansOfType(WalTail.class)).isEmpty();
            appendAndAwait(context);
        }
    }

    @Test
    void aRunningServersNodeIdIsRefusedWithADescriptionAndNoStackTrace(CapturedOutput output) {
        TestDatabase database = TestDatabase.create();
        try (ConfigurableApplicationContext first = start(database)) {
            assertThat(first.isRunning()).isTrue();
            WalSource source = LogFixture.source(
                    database.url(), database.username(), database.password(), "config" + nodeOf(database));
            assertThat(source.slotName()).isEqualTo(first.getBean(WalTail.class).slotName());
            assertThatThrownBy(() -> start(database)).hasStackTraceContaining("in use by another server");
        }
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", "gapless.node-id of its own")
                .doesNotContain("\tat dev.gapless");
    }

    private static void appendAndAwait(ConfigurableApplicationContext context) {
        EventLog log = context.getBean(EventLog.class);
        Hub hub = context.getBean(Hub.class);
        long before = hub.position().offset();
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(
                        status -> log.append(Event.of(List.of("room:7"), "{}".getBytes(StandardCharsets.UTF_8))));
        await().until(() -> hub.position().offset() > before && hub.stats().publications() == 1);
    }

    private static ConfigurableApplicationContext start(TestDatabase database, String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.main.banner-mode=off",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.minimum-idle=0",
                        "gapless.node-id=config" + nodeOf(database))
                .run(arguments);
    }

    private static String nodeOf(TestDatabase database) {
        return database.url().substring(database.url().lastIndexOf('/') + 1);
    }
}
