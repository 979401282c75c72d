package dev.gapless.eventlog;

import dev.gapless.hub.Receipt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes in transactions of its own, and waits until the hub has placed what was published.
 *
 * <p>Only so many write at once: each holds a connection of the pool, and whoever may publish must not be able to take
 * all of them. A turn ends with the transaction, so waiting for the hub takes no turn.
 */
final class Publisher {
    private final TransactionTemplate transaction;
    private final Semaphore turns;
    private final Duration patience;

    /**
     * @param atOnce how many may write at a time, at least one
     * @param patience how long one waits for its turn, and after the commit for the hub
     */
    Publisher(TransactionTemplate transaction, int atOnce, Duration patience) {
        this.transaction = transaction;
        this.turns = new Semaphore(Math.max(1, atOnce), true);
        this.patience = patience;
    }

    /** As {@link EventLog#publish}. The event is appended, within a transaction, so that its receipt goes where it is told. */
    Receipt publish(Consumer<CompletableFuture<Receipt>> append) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("to publish is to commit, and the caller's transaction has not ended:"
                    + " append the event to it, or publish after it");
        }
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        try {
            return await(receipt, writeInTurn(append, receipt));
        } finally {
            receipt.cancel(false); // nobody waits for it any more
        }
    }

    private @Nullable RuntimeException writeInTurn(
            Consumer<CompletableFuture<Receipt>> append, CompletableFuture<Receipt> receipt) {
        awaitTurn();
        try {
            return write(append, receipt);
        } finally {
            turns.release();
        }
    }

    private void awaitTurn() {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PublishRejectedException("too much is being published at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishRejectedException("interrupted before it was published");
        }
    }

    /** Null, or why it is not known whether it was committed. */
    private @Nullable RuntimeException write(
            Consumer<CompletableFuture<Receipt>> append, CompletableFuture<Receipt> receipt) {
        boolean[] written = {false};
        try {
            transaction.executeWithoutResult(status -> {
                append.accept(receipt);
                written[0] = true;
            });
            return null;
        } catch (RuntimeException failure) {
            if (!written[0]) {
                throw failure;
            }
            return failure;
        }
    }

    private Receipt await(CompletableFuture<Receipt> receipt, @Nullable RuntimeException failure) {
        try {
            return receipt.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted before it was known whether the event is published", e);
        } catch (TimeoutException | ExecutionException e) {
            throw new OutcomeUnknownException(
                    "it is not known whether the event is published", failure == null ? e : failure);
        }
    }
}
