package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class WalTailIT {
    private final LogFixture db = new LogFixture();

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void whatIsCommittedArrivesAsItWasWritten() {
        Following one = db.follow("one");
        Event event = new Event(
                List.of("room:7", "user:42"),
                List.of(new Follow("personal:42", "room:7", true), new Follow("personal:9", "room:7", false)),
                "{\"type\":\"x\",\"text\":\"\u2028 zw\u00f6lf \ud83d\ude80 \\n\"}".getBytes(StandardCharsets.UTF_8));
        db.transaction.executeWithoutResult(status -> db.log.append(event));

        await().until(() -> !one.sink().published.isEmpty());
        RecordingSink.Published published = one.sink().published.getFirst();
        assertThat(published.topics()).isEqualTo(event.topics());
        assertThat(published.follows()).isEqualTo(event.follows());
        assertThat(published.data().getBytes(StandardCharsets.UTF_8)).isEqualTo(event.data());
        assertThat(published.offset()).isGreaterThan(one.sink().begun.getFirst().offset());
        assertThat(Duration.ofMillis(Math.abs(System.currentTimeMillis() - published.timeMillis())))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aConnectionThatHasFallenSilentIsGivenUpForAnother() throws Exception {
        try (SilentNetwork network = new SilentNetwork(db.url)) {
            WalSource source = LogFixture.source(
                    network.url(), db.username, db.password, db.source("one").nodeId(), Duration.ofSeconds(1));
            Following one = db.follow(source, Duration.ofMinutes(10), new RecentEvents());
            db.append("\"before\"");
            await().until(() -> one.sink().published.size() == 1);

            network.fallSilent();
            db.append("\"unheard at first\"");

            await().until(() -> one.sink().published.size() == 2);
            assertThat(one.sink().data()).containsExactly("\"before\"", "\"unheard at first\"");
            assertThat(one.sink().violations).isEmpty();
            assertThat(one.sink().begun).hasSize(1);
            one.tail().stop();
        }
    }

    @Test
    void aTransactionThatRollsBackAnnouncesNothing() {
        Following one = db.follow("one");
        db.transaction.executeWithoutResult(status -> {
            db.log.append(Event.of(List.of("room:7"), "\"rolled back\"".getBytes(StandardCharsets.UTF_8)));
            status.setRollbackOnly();
        });
        db.append("\"committed\"");
        await().until(() -> !one.sink().published.isEmpty());
        assertThat(one.sink().data()).containsExactly("\"committed\"");
    }

    @Test
    void offsetsRiseInTheOrderOfCommits() throws Exception {
        Following one = db.follow("one");
        db.jdbc.sql("create table counter (n int)").update();
        db.jdbc.sql("insert into counter values (0)").update();
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                done.add(writers.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        db.transaction.executeWithoutResult(status -> {
                            int n = db.jdbc
                                    .sql("update counter set n = n + 1 returning n")
                                    .query(Integer.class)
                                    .single();
                            db.log.append(Event.of(
                                    List.of("room:7"), Integer.toString(n).getBytes(StandardCharsets.UTF_8)));
                        });
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
        await().until(() -> one.sink().published.size() == 800);
        assertThat(one.sink().data())
                .isEqualTo(IntStream.rangeClosed(1, 800)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(one.sink().published)
                .extracting(RecordingSink.Published::offset)
                .isSorted();
        assertThat(one.sink().violations).isEmpty();
    }

    @Test
    void aRestartReplaysTheSameOffsetsBytesAndTimes() {
        Following before = db.follow("one");
        for (int i = 0; i < 50; i++) {
            db.append("room:" + i, "{\"n\":" + i + "}");
        }
        await().until(() -> before.sink().published.size() == 50);
        before.tail().stop();
        db.append("{\"while\":\"away\"}");

        Following after = db.follow("one");
        assertThat(after.sink().begun).isEqualTo(before.sink().begun);
        assertThat(after.sink().published.subList(0, 50)).isEqualTo(before.sink().published);
        assertThat(after.sink().data().getLast()).isEqualTo("{\"while\":\"away\"}");
        assertThat(after.sink().violations).isEmpty();
    }

    @Test
    void theStartReturnsOnlyWhenEverythingCommittedBeforeIsPublished() {
        db.follow("one").tail().stop();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 20; i++) {
                db.append(Integer.toString(i));
            }
            Following again = db.follow("one");
            assertThat(again.sink().published).hasSize(20 * (round + 1));
            again.tail().stop();
        }
    }

    @Test
    void twoServersSeeTheSameStream() {
        Following one = db.follow("one");
        Following two = db.follow("two");
        for (int i = 0; i < 100; i++) {
            db.append("{\"n\":" + i + "}");
        }
        await().until(() ->
                one.sink().published.size() == 100 && two.sink().published.size() == 100);
        assertThat(one.sink().published).isEqualTo(two.sink().published);
        assertThat(one.sink().begun.getFirst().epoch())
                .isEqualTo(two.sink().begun.getFirst().epoch());
    }

    @Test
    void theSlotLetsGoOfWhatIsOlderThanTheWindowAndOfNothingElse() {
        Following one = db.follow("one", Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            db.append("{\"old\":" + i + "}");
        }
        await().until(() -> one.sink().published.size() == 10);
        long lastOld = one.sink().published.getLast().offset();
        await().until(() -> {
            db.jdbc
                    .sql("select pg_logical_emit_message(true, 'other', 'moves the WAL')::text")
                    .query(String.class)
                    .single();
            return confirmed("one") > lastOld;
        });
        for (int i = 0; i < 10; i++) {
            db.append("{\"new\":" + i + "}");
        }
        await().until(() -> one.sink().published.size() == 20);
        one.tail().stop();

        Following again = db.follow("one", Duration.ofSeconds(5));
        assertThat(again.sink().published).isEqualTo(one.sink().published.subList(10, 20));
        assertThat(again.sink().begun.getFirst().offset()).isGreaterThanOrEqualTo(lastOld);
    }

    @Test
    void aSlotThatIsGoneIsMadeAnewWithAnHonestBase() {
        Following before = db.follow("one");
        db.append("\"lost\"");
        await().until(() -> before.sink().published.size() == 1);
        before.tail().stop();
        String slot = before.tail().slotName();
        await().untilAsserted(() -> db.jdbc
                .sql("select pg_drop_replication_slot('" + slot + "')::text")
                .query()
                .listOfRows());
        db.append("\"lost as well\"");

        Following after = db.follow("one");
        assertThat(after.sink().published).isEmpty();
        assertThat(after.sink().begun.getFirst().offset())
                .isGreaterThan(before.sink().published.getFirst().offset());
        db.append("\"there\"");
        await().until(() -> !after.sink().published.isEmpty());
        assertThat(after.sink().data()).containsExactly("\"there\"");
    }

    @Test
    void othersMessagesAndBrokenOnesAreSkipped() {
        Following one = db.follow("one");
        for (String call : List.of(
                "pg_logical_emit_message(true, 'other', '1{\"topics\":[\"room:7\"]}')",
                "pg_logical_emit_message(true, 'gapless', 'nonsense')",
                "pg_logical_emit_message(true, 'gapless', '')",
                "pg_logical_emit_message(true, 'gapless', E'1{\"topics\":[]}\\n{}')",
                "pg_logical_emit_message(true, 'gapless', E'1{\"topics\":[\"a\"],\"follows\":[{}]}\\n{}')",
                "pg_logical_emit_message(true, 'gapless', E'1{\\n{}')",
                "pg_logical_emit_message(true, 'gapless.mark', 'not ours')",
                "pg_logical_emit_message(false, 'gapless', E'1{\"topics\":[\"a\"]}\\n\"not in a transaction\"')")) {
            db.jdbc.sql("select " + call + "::text").query(String.class).single();
        }
        db.append("\"good\"");
        await().until(() -> !one.sink().published.isEmpty());
        assertThat(one.sink().data()).containsExactly("\"good\"");
    }

    @Test
    void theSinkLearnsHowFarTheLogHasComeEvenWithoutEvents() {
        Following one = db.follow("one");
        db.append("\"event\"");
        await().until(() -> !one.sink().published.isEmpty());
        long event = one.sink().published.getFirst().offset();
        db.jdbc.sql("create table noise (n int)").update();
        long noise = ReplicationConnection.lsn(db.jdbc
                .sql("select pg_current_wal_lsn()::text")
                .query(String.class)
                .single());
        await().until(() -> one.sink().position >= noise - 1);
        assertThat(one.sink().position).isGreaterThan(event);
        db.append("\"next\"");
        await().until(() -> one.sink().published.size() == 2);
        assertThat(one.sink().violations).isEmpty();
    }

    @Test
    void anEventThatCannotBeReadBeginsANewOrderAtItsPlaceAndAgainAfterARestart() {
        Following one = db.follow("one");
        db.append("1");
        db.jdbc
                .sql("select pg_logical_emit_message(true, 'gapless', '9 of a newer server')::text")
                .query(String.class)
                .single();
        db.append("2");
        await().until(() -> one.sink().published.size() == 2);
        assertThat(one.sink().violations).isEmpty();
        assertThat(one.sink().begun).hasSize(2);
        StreamPosition anew = one.sink().begun.getLast();
        assertThat(anew.epoch()).isEqualTo(one.sink().begun.getFirst().epoch());
        assertThat(anew.offset())
                .isGreaterThan(one.sink().published.getFirst().offset())
                .isLessThan(one.sink().published.getLast().offset());
        one.tail().stop();

        assertThat(db.follow("one").sink().begun).isEqualTo(one.sink().begun);
    }

    /** Told of the first event, it fails; after that it does not. */
    private static final class FailingOnce implements EventSink {
        final RecordingSink heard = new RecordingSink();
        private @Nullable Error failure;

        FailingOnce(Error failure) {
            this.failure = failure;
        }

        @Override
        public void begin(StreamPosition base) {
            heard.begin(base);
        }

        @Override
        public void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
            Error now = failure;
            failure = null;
            if (now != null) {
                throw now;
            }
            heard.publish(publish, receipt);
        }

        @Override
        public void advance(long offset) {
            heard.advance(offset);
        }
    }

    @Test
    void anErrorCostsAConnectionAndNoEvent() {
        FailingOnce sink = new FailingOnce(new OutOfMemoryError("as the test asked"));
        WalTail tail = db.follow("one", sink);
        db.append("1");
        db.append("2");
        await().until(() -> sink.heard.published.size() == 2);
        assertThat(sink.heard.data()).containsExactly("1", "2");
        assertThat(sink.heard.violations).isEmpty();
        assertThat(sink.heard.begun).hasSize(1);
        await().until(() -> new WalTailHealth(tail).health().getStatus().equals(Status.UP));
    }

    @Test
    void aTailWhoseThreadHasEndedIsNotUp() {
        FailingOnce sink = new FailingOnce(new Error() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("not even this can be told, as the test asked");
            }
        });
        WalTail tail = db.follow("one", sink);
        WalTailHealth health = new WalTailHealth(tail);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        db.append("1");
        await().dontCatchUncaughtExceptions()
                .until(() -> health.health().getStatus().equals(Status.OUT_OF_SERVICE));
        assertThat(tail.state()).isEqualTo(WalTail.State.STOPPED);
    }

    private long confirmed(String node) {
        return ReplicationConnection.lsn(db.jdbc
                .sql("select confirmed_flush_lsn::text from pg_replication_slots where slot_name = ?")
                .param(db.source(node).slotName())
                .query(String.class)
                .single());
    }
}
