package dev.gapless.gateway;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a session has to act by itself, in an array of times since there is one for each connection, and with one alarm
 * for the earliest. Guarded by its own monitor, under which only alarms are set; the session is told of a deadline that
 * it has missed on the thread of the {@link Timers}.
 */
@SuppressWarnings("EnumOrdinal")
final class Deadlines implements Timers.Timed {
    private static final long NEVER = Long.MAX_VALUE;

    /** What is waited for; the gravest first. */
    enum Deadline {
        /** A new connection's first successful connect. */
        CONNECT,
        /** The answer to a ping. */
        PONG,
        /** A new token. */
        EXPIRY,
        /** A new token for a subscription. */
        SUBSCRIPTION,
        /** The subscribe that an unsubscribe waits for. */
        SUBSCRIBE,
        /** A frame to be handed to the network. */
        WRITE,
        /** The next ping. */
        PING,
        /** A disconnected client to close the connection. */
        CLOSE
    }

    private static final Deadline[] ALL = Deadline.values();

    private final Session session;
    private final Timers timers;
    private final long[] times = new long[ALL.length];
    private long wakeAt = NEVER;
    private boolean ended;
    private boolean closed;

    Deadlines(Session session, Timers timers) {
        this.session = session;
        this.timers = timers;
        Arrays.fill(times, NEVER);
    }

    /** Sets a deadline, in ms from now. */
    synchronized void set(Deadline deadline, long in) {
        if (!closed && (!ended || deadline == Deadline.CLOSE)) {
            times[deadline.ordinal()] = timers.now() + in;
            wake();
        }
    }

    /** Likewise, unless it is set to an earlier time. */
    synchronized void setAtLatest(Deadline deadline, long in) {
        if (times[deadline.ordinal()] > timers.now() + in) {
            set(deadline, in);
        }
    }

    synchronized void clear(Deadline deadline) {
        times[deadline.ordinal()] = NEVER;
    }

    /** The session is over: it has to close, and no more. */
    synchronized void end() {
        ended = true;
        Arrays.fill(times, NEVER);
    }

    /** The connection is gone. */
    synchronized void close() {
        closed = true;
        Arrays.fill(times, NEVER);
    }

    synchronized boolean isSet(Deadline deadline) {
        return times[deadline.ordinal()] != NEVER;
    }

    private synchronized void wake() {
        long next = NEVER;
        for (long time : times) {
            next = Math.min(next, time);
        }
        if (next < wakeAt) {
            wakeAt = next;
            timers.set(this, next);
        }
    }

    @Override
    public void alarm(long at, long now) {
        synchronized (this) {
            if (at != wakeAt) {
                return;
            }
            wakeAt = NEVER;
        }
        for (Deadline due = takeDue(now); due != null; due = takeDue(now)) {
            session.missed(due);
        }
        wake();
    }

    /** Takes one deadline that has passed, the gravest first; null if there is none. */
    private synchronized @Nullable Deadline takeDue(long now) {
        for (Deadline deadline : ALL) {
            if (times[deadline.ordinal()] <= now) {
                clear(deadline);
                return deadline;
            }
        }
        return null;
    }
}
