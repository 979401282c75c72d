package dev.gapless.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.ModelEvent.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What all logs hold is counted as it happens; here it is counted out after each step. */
class TopicsPropertiesTest {
    private static final int TTL = 1_000;
    private static final long MAX_BYTES = 5_000;

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void whatIsCountedAndWhatCanBeFoundIsWhatTheLogsHold(@ForAll("histories") List<Step> history) {
        Logs logs = new Logs();
        for (Step step : history) {
            step.run(logs);
            logs.check();
        }
        logs.now += TTL;
        logs.topics.expire(logs.now);
        logs.check();
        assertThat(logs.topics.held()).isZero();
    }

    private static final class Logs {
        final Topics topics = new Topics(new HubSettings(3, Duration.ofMillis(TTL), 1, MAX_BYTES, Logs::retention));
        final Map<Long, ModelEvent> events = new HashMap<>();
        long now = 1_000_000;
        long offset = 100;

        Logs() {
            topics.begin(offset);
        }

        private static Retention retention(String topic) {
            return new Retention(topic.equals("0") ? 1 : 3, Duration.ofMillis(topic.equals("1") ? TTL / 2 : TTL));
        }

        void check() {
            long held = 0;
            long bytes = 0;
            long keys = 0;
            Map<Long, Publication> seen = new HashMap<>();
            for (int name = 0; name < 4; name++) {
                Topic topic = topics.find("" + name);
                if (topic != null && topic.size() > 0) {
                    bytes += Topic.OVERHEAD + 1;
                }
                for (int i = 0; topic != null && i < topic.size(); i++) {
                    Publication publication = topic.get(i);
                    ModelEvent event = requireNonNull(events.get(publication.offset()));
                    assertThat(publication).usingRecursiveComparison().isEqualTo(event.publication());
                    assertThat(seen.merge(publication.offset(), publication, (first, second) -> first))
                            .as("one publication, however many topics it stands in")
                            .isSameAs(publication);
                    held++;
                    bytes += event.bytes();
                    keys += event.keys();
                }
            }
            assertThat(topics.held()).isEqualTo(held);
            assertThat(topics.heldBytes()).isEqualTo(bytes).isLessThanOrEqualTo(MAX_BYTES);
            assertThat(topics.marked()).isEqualTo((int) keys);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Integer> names = Arbitraries.integers().between(0, 3);
        Arbitrary<Integer> keys = Arbitraries.integers().between(0, 2);
        Arbitrary<Step> appends = Combinators.combine(
                        names.set().ofMinSize(1).ofMaxSize(3),
                        keys.list().ofMaxSize(3),
                        Arbitraries.integers().between(1, 500))
                .as(Append::new);
        Arbitrary<Step> redactions = Combinators.combine(
                        keys, Arbitraries.integers().between(1, 500))
                .as(Redact::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(10, appends),
                        Tuple.of(6, redactions),
                        Tuple.of(1, names.map(Clear::new)),
                        Tuple.of(2, Arbitraries.integers().between(1, TTL).map(Expire::new)))
                .list()
                .ofMaxSize(50);
    }

    sealed interface Step {
        void run(Logs logs);
    }

    record Append(Set<Integer> names, List<Integer> keys, int size) implements Step {
        @Override
        public void run(Logs logs) {
            List<Part> parts = new ArrayList<>();
            keys.forEach(key -> parts.add(new Part("k" + key, "<" + logs.offset + ">")));
            parts.add(new Part(null, ".".repeat(size)));
            ModelEvent event = new ModelEvent(++logs.offset, logs.now, Set.of(), parts);
            logs.events.put(event.offset, event);
            Publication publication = event.publication();
            names.forEach(name -> logs.topics.append("" + name, publication, logs.now));
        }
    }

    record Redact(int key, int size) implements Step {
        @Override
        public void run(Logs logs) {
            Redaction redaction = new Redaction("k" + key, "x".repeat(size).getBytes(StandardCharsets.US_ASCII));
            logs.events.values().forEach(event -> event.redact(redaction));
            logs.topics.redact(List.of(redaction), logs.now);
        }
    }

    record Clear(int name) implements Step {
        @Override
        public void run(Logs logs) {
            logs.topics.clear("" + name);
        }
    }

    record Expire(int millis) implements Step {
        @Override
        public void run(Logs logs) {
            logs.now += millis;
            logs.topics.expire(logs.now);
        }
    }
}
