package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class PostgresEventLogIT {
    private static final Event EVENT = Event.of(List.of("room:7"), "{}".getBytes(StandardCharsets.UTF_8));
    private final LogFixture db = new LogFixture();

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void anEventNeedsATransactionThatWrites() {
        assertThatThrownBy(() -> db.log.append(EVENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none is active");
        TransactionTemplate readOnly = template();
        readOnly.setReadOnly(true);
        assertThatThrownBy(() -> readOnly.executeWithoutResult(status -> db.log.append(EVENT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void aTransactionHasOneEventAndAnIndependentOneInsideItsOwn() {
        Following one = db.follow("one");
        assertThatThrownBy(() -> db.transaction.executeWithoutResult(status -> {
                    db.log.append(EVENT);
                    db.log.append(EVENT);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already has its event");
        TransactionTemplate independent = template();
        independent.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        db.transaction.executeWithoutResult(outer -> {
            db.log.append(Event.of(List.of("room:7"), "\"outer\"".getBytes(StandardCharsets.UTF_8)));
            independent.executeWithoutResult(
                    inner -> db.log.append(Event.of(List.of("room:7"), "\"inner\"".getBytes(StandardCharsets.UTF_8))));
        });
        await().until(() -> one.sink().published.size() == 2);
        assertThat(one.sink().data()).containsExactly("\"inner\"", "\"outer\"");
    }

    @Test
    void aPositionNeedsATransactionWhoseSnapshotStays() {
        db.follow("one");
        assertThatThrownBy(db.log::visiblePosition)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none is active");
        assertThatThrownBy(() -> db.transaction.executeWithoutResult(status -> db.log.visiblePosition()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read committed");
    }

    @Test
    void thePositionOfAnOldSnapshotStaysBeforeWhatItDoesNotSee() {
        Following one = db.follow("one");
        db.append("1");
        await().until(() -> one.sink().published.size() == 1);
        db.inSnapshot(() -> {
            long before = db.log.visiblePosition().offset();
            assertThat(before)
                    .isGreaterThanOrEqualTo(one.sink().published.getFirst().offset());
            Thread writer = new Thread(() -> db.append("2"));
            writer.start();
            await().until(() -> one.sink().published.size() == 2);
            await().until(() -> !writer.isAlive()); // what is published need not be visible yet
            assertThat(db.log.visiblePosition().offset())
                    .isGreaterThanOrEqualTo(before)
                    .isLessThan(one.sink().published.getLast().offset());
            return before;
        });
        assertThat(db.visiblePosition().offset())
                .isGreaterThanOrEqualTo(one.sink().published.getLast().offset());
    }

    /** Writers keep a counter and announce each of its values; whoever reads the counter must find all that was announced. */
    @Test
    void aStateAlwaysContainsEverythingUpToItsPosition() throws Exception {
        Following one = db.follow("one");
        db.jdbc
                .sql("create table counters (id int primary key, n bigint not null)")
                .update();
        for (int i = 0; i < 4; i++) {
            db.jdbc.sql("insert into counters values (?, 0)").param(i).update();
        }
        record State(StreamPosition position, Map<Integer, Long> counters) {}
        List<State> states = new ArrayList<>();
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int id = i;
                writers.add(threads.submit(() -> {
                    for (int round = 0; round < 150; round++) {
                        db.transaction.executeWithoutResult(status -> {
                            long n = db.jdbc
                                    .sql("update counters set n = n + 1 where id = ? returning n")
                                    .param(id)
                                    .query(Long.class)
                                    .single();
                            db.log.append(Event.of(
                                    List.of("counter:" + id), Long.toString(n).getBytes(StandardCharsets.UTF_8)));
                        });
                    }
                }));
            }
            List<Future<List<State>>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    List<State> read = new ArrayList<>();
                    while (writing.get()) {
                        read.add(db.inSnapshot(() -> {
                            StreamPosition position = db.log.visiblePosition();
                            Map<Integer, Long> counters = new HashMap<>();
                            db.jdbc.sql("select id, n from counters").query(row -> {
                                counters.put(row.getInt(1), row.getLong(2));
                            });
                            return new State(position, counters);
                        }));
                    }
                    return read;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            writing.set(false);
            for (Future<List<State>> reader : readers) {
                states.addAll(reader.get());
            }
        }
        await().until(() -> one.sink().published.size() == 600);
        assertThat(states).hasSizeGreaterThan(100);
        assertThat(states)
                .allMatch(state -> one.sink().published.stream()
                        .takeWhile(event -> event.offset() <= state.position().offset())
                        .allMatch(event ->
                                state.counters().getOrDefault(counterOf(event), 0L) >= Long.parseLong(event.data())));
    }

    private static int counterOf(RecordingSink.Published event) {
        return Integer.parseInt(event.topics().getFirst().substring("counter:".length()));
    }

    private TransactionTemplate template() {
        return new TransactionTemplate(java.util.Objects.requireNonNull(db.transaction.getTransactionManager()));
    }
}
