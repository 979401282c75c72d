package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class MemoryEventLogIT {
    private final LogFixture db = new LogFixture();
    private final RecordingSink sink = new RecordingSink();
    private final MemoryEventLog log =
            new MemoryEventLog(db.pool, sink, new RecentEvents(), db.publisher, "here", InstantSource.system(), 0);

    @BeforeEach
    void start() {
        log.start();
        db.jdbc.sql("create table counter (n int)").update();
        db.jdbc.sql("insert into counter values (0)").update();
    }

    @AfterEach
    void close() {
        log.stop();
        db.close();
    }

    @Test
    void aCommitPublishesAndARollbackDoesNot() {
        append("1");
        db.transaction.executeWithoutResult(status -> {
            log.append(event("2"));
            status.setRollbackOnly();
        });
        append("3");
        assertThat(sink.data()).containsExactly("1", "3");
        assertThat(sink.published).extracting(RecordingSink.Published::offset).containsExactly(1L, 3L);
    }

    @Test
    void anEventOfANestedTransactionThatRollsBackIsNotPublished() {
        TransactionTemplate nested =
                new TransactionTemplate(java.util.Objects.requireNonNull(db.transaction.getTransactionManager()));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        db.transaction.executeWithoutResult(outer -> nested.executeWithoutResult(inner -> {
            log.append(event("1"));
            inner.setRollbackOnly();
        }));
        db.transaction.executeWithoutResult(outer -> {
            log.append(event("2"));
            nested.executeWithoutResult(inner -> inner.setRollbackOnly());
        });
        assertThat(sink.data()).containsExactly("2");
    }

    @Test
    void offsetsRiseInTheOrderOfCommitsUnderConcurrentWriters() throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                done.add(writers.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        db.transaction.executeWithoutResult(status -> {
                            int n = db.jdbc
                                    .sql("update counter set n = n + 1 returning n")
                                    .query(Integer.class)
                                    .single();
                            log.append(event(Integer.toString(n)));
                        });
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
        assertThat(sink.data())
                .isEqualTo(IntStream.rangeClosed(1, 400)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(sink.violations).isEmpty();
    }

    @Test
    void everyStartIsANewEpoch() {
        append("1");
        log.stop();
        log.start();
        assertThat(sink.begun)
                .extracting(base -> base.epoch())
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(sink.begun.getLast().offset()).isEqualTo(1);
        append("2");
        assertThat(sink.data()).containsExactly("1", "2");
    }

    @Test
    void aCommitThatTheDatabaseRefusesPublishesNothingAndKeepsTheEpoch() {
        db.jdbc
                .sql("create table unique_late (n int unique deferrable initially deferred)")
                .update();
        for (int i = 0; i < 2; i++) {
            try {
                db.transaction.executeWithoutResult(status -> {
                    db.jdbc.sql("insert into unique_late values (1)").update();
                    log.append(event("\"inserted\""));
                });
            } catch (RuntimeException refused) {
                assertThat(i).isEqualTo(1);
            }
        }
        append("\"after\"");
        assertThat(sink.data()).containsExactly("\"inserted\"", "\"after\"");
        assertThat(sink.begun).hasSize(1);
    }

    @Test
    void aStateIsReadAtAPositionThatItContains() {
        append("1");
        long position = db.inSnapshot(() -> {
            long before = log.visiblePosition().offset();
            inAnotherThread(() -> append("2"));
            assertThat(log.visiblePosition().offset()).isEqualTo(before);
            return before;
        });
        assertThat(position).isEqualTo(1);
        assertThat(db.inSnapshot(log::visiblePosition).offset()).isEqualTo(2);
    }

    private static void inAnotherThread(Runnable action) {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            other.submit(action).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void append(String data) {
        db.transaction.executeWithoutResult(status -> log.append(event(data)));
    }

    private static Event event(String data) {
        return Event.of(List.of("room:7"), data.getBytes(StandardCharsets.UTF_8));
    }
}
