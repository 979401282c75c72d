package dev.gapless.eventlog;

import dev.gapless.hub.StreamPosition;

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
     * A position all of whose events the caller's transaction can see, for a client that loads state here and
     * subscribes from there. What commits meanwhile may be both in the state and after the position.
     *
     * @throws IllegalStateException when no transaction is active, or its isolation is below repeatable read
     */
    StreamPosition visiblePosition();
}
