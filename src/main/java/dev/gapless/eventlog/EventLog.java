package dev.gapless.eventlog;

import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.util.Set;

/**
 * The ordered log of committed events. An event is part of the transaction that it tells of: it reaches the hub of
 * every server exactly when that transaction commits, in commit order, and never when it rolls back.
 */
public interface EventLog {

    /**
     * Adds an event to the caller's transaction.
     *
     * @throws IllegalStateException when no read-write transaction is active, or it already has an event
     */
    void append(Event event);

    /**
     * Adds an event in a transaction of its own, and waits until this server's hub has placed it. For threads that may
     * wait: up to 10 seconds for its turn, as long as the database takes, and up to 10 seconds for the hub.
     *
     * <p>How many of these write at once is bounded, at half of the connections to the database: publishers wait for one
     * another, and others need not wait for them.
     *
     * @return where it was placed, and what became of it in each topic
     * @throws IllegalStateException when the caller has a transaction: its event would be committed although that may
     *     still roll back, and two connections held at once are how a pool runs dry
     * @throws PublishRejectedException when there was no turn for it; nothing has been published
     * @throws OutcomeUnknownException when it may have been published, or may still be
     * @throws RuntimeException when the database refused; nothing has been published
     */
    Receipt publish(Event event);

    /**
     * A position all of whose events the caller's transaction can see, for a client that loads state here and
     * subscribes from there. What commits meanwhile may be both in the state and after the position.
     *
     * @throws IllegalStateException when no transaction is active, or its isolation is below repeatable read
     */
    StreamPosition visiblePosition();

    /** The name of this server among {@link #servers}. The same after a restart. */
    String server();

    /**
     * The names of the servers that follow the log of this database, this one among them; as of 5 seconds ago at the most,
     * and with those that did so, or were {@linkplain #heardFrom heard from}, in the last 30 seconds: they may just be
     * connecting anew. May ask the database; as long as that does not answer, all is taken to be as it was.
     */
    Set<String> servers();

    /** Another server has said something, so {@link #servers} has to know it. Does not wait. */
    void heardFrom(String server);
}
