package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import dev.gapless.hub.Outcome.Placed;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishIT {
    private final LogFixture db = new LogFixture();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
        db.close();
    }

    private static Event event(String data) {
        return Event.of(List.of("room:7", "user:42"), data.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoPublishesLearnsWhereItWasPlacedAndThatTheHubHasIt() {
        Following one = db.follow("one");
        Receipt receipt = db.log.publish(event("1"));
        assertThat(one.sink().published).hasSize(1);
        long offset = one.sink().published.getFirst().offset();
        assertThat(receipt)
                .isEqualTo(new Receipt(
                        new StreamPosition(offset, one.sink().begun.getFirst().epoch()),
                        List.of(new Placed(offset), new Placed(offset))));
        await().until(() -> db.receipts.expected() == 0);
    }

    @Test
    void manyWhoPublishAtOnceEachHaveTheirOwnReceipt() throws Exception {
        Following one = db.follow("one");
        List<Future<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String data = "" + i;
            receipts.add(threads.submit(() -> db.log.publish(event(data))));
        }
        for (int i = 0; i < receipts.size(); i++) {
            long offset = receipts.get(i).get().position().offset();
            assertThat(one.sink().published)
                    .filteredOn(published -> published.offset() == offset)
                    .extracting(RecordingSink.Published::data)
                    .containsExactly("" + i);
        }
        await().until(() -> db.receipts.expected() == 0);
    }

    @Test
    void withinATransactionThereIsNothingToWaitForSoItIsRefused() {
        db.transaction.executeWithoutResult(status -> assertThatThrownBy(() -> db.log.publish(event("1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("append the event to it"));
    }

    @Test
    void withoutATailTheOutcomeIsUnknownAndTheEventComesWhenTheTailDoes() {
        db.follow("one").tail().stop();
        Publisher hasty = new Publisher(db.transaction, 1, Duration.ofMillis(200));
        PostgresEventLog log = db.log(hasty);
        assertThatThrownBy(() -> log.publish(event("1"))).isInstanceOf(OutcomeUnknownException.class);
        await().until(() -> db.receipts.expected() == 0);
        Following again = db.follow("one");
        await().until(() -> again.sink().data().equals(List.of("1")));
    }

    @Test
    void whatTheDatabaseRefusesIsNotPublishedAndSaidAtOnce() {
        db.follow("one");
        Publisher patient = new Publisher(db.transaction, 1, Duration.ofHours(1));
        assertThatThrownBy(() -> patient.publish(
                        receipt -> db.jdbc.sql("select no_such_column").query().singleValue()))
                .hasMessageContaining("no_such_column");
        PostgresEventLog log = db.log(patient);
        db.pool.close();
        assertThatThrownBy(() -> log.publish(event("1"))).hasStackTraceContaining("closed");
        await().until(() -> db.receipts.expected() == 0);
    }

    @Test
    void aCommitThatFailsLeavesTheOutcomeUnknown() {
        db.jdbc
                .sql("create table once (n int unique deferrable initially deferred)")
                .update();
        Publisher hasty = new Publisher(db.transaction, 1, Duration.ofMillis(200));
        assertThatThrownBy(() -> hasty.publish(receipt ->
                        db.jdbc.sql("insert into once values (1), (1)").update()))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasStackTraceContaining("once_n_key");
    }

    @Test
    void onlySoManyWriteAtOnceAndWhoDoesNotGetItsTurnPublishesNothing() throws Exception {
        Publisher publisher = new Publisher(db.transaction, 2, Duration.ofMillis(200));
        CountDownLatch writing = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Future<Receipt>> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slow.add(threads.submit(() -> publisher.publish(receipt -> {
                writing.countDown();
                awaitUninterruptibly(goOn);
                receipt.complete(new Receipt(new StreamPosition(1, "e"), List.of()));
            })));
        }
        writing.await();
        assertThatThrownBy(() -> publisher.publish(CompletableFuture::join))
                .isInstanceOf(PublishRejectedException.class);
        assertThat(db.jdbc.sql("select 1").query(Integer.class).single()).isEqualTo(1);
        goOn.countDown();
        for (Future<Receipt> receipt : slow) {
            assertThat(receipt.get().position().offset()).isEqualTo(1);
        }
        assertThat(publisher.publish(PublishIT::placed).position().offset()).isEqualTo(2);
    }

    @Test
    void whoWaitsForTheHubTakesNobodysTurn() throws Exception {
        Publisher publisher = new Publisher(db.transaction, 1, Duration.ofMinutes(1));
        CompletableFuture<CompletableFuture<Receipt>> waiting = new CompletableFuture<>();
        Future<Receipt> first = threads.submit(() -> publisher.publish(waiting::complete));
        CompletableFuture<Receipt> firstReceipt = waiting.get();
        assertThat(publisher.publish(PublishIT::placed).position().offset()).isEqualTo(2);
        placed(firstReceipt);
        assertThat(first.get().position().offset()).isEqualTo(2);
    }

    @Test
    void whoIsInterruptedIsToldWhatIsKnown() throws Exception {
        Publisher publisher = new Publisher(db.transaction, 1, Duration.ofMinutes(1));
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Future<Receipt> publishing =
                threads.submit(() -> publisher.publish(receipt -> waiting.complete(Thread.currentThread())));
        waiting.get().interrupt();
        assertThatThrownBy(publishing::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    private static void placed(CompletableFuture<Receipt> receipt) {
        receipt.complete(new Receipt(new StreamPosition(2, "e"), List.of()));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
