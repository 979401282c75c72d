package dev.gapless.eventlog;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The rules of appending: within a transaction that may write, and once. */
final class TransactionEvents {
    private TransactionEvents() {}

    /** Marks the transaction as having its event. */
    interface Appended extends TransactionSynchronization {}

    /** @throws IllegalStateException when the caller's transaction cannot take an event */
    static void requireRoomForOne() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an event belongs to a transaction, and none is active");
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException("an event belongs to a transaction that writes, and this one is read-only");
        }
        if (TransactionSynchronizationManager.getSynchronizations().stream().anyMatch(Appended.class::isInstance)) {
            throw new IllegalStateException("the transaction already has its event; one event lists several topics");
        }
    }
}
