package dev.gapless.gateway;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a session has to act by itself, in an array of times since there is one for each connection. Not thread-safe:
 * guarded by the session.
 */
@SuppressWarnings("EnumOrdinal")
final class Deadlines {
    static final long NEVER = Long.MAX_VALUE;

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

    private final long[] times = new long[ALL.length];

    Deadlines() {
        clear();
    }

    void set(Deadline deadline, long time) {
        times[deadline.ordinal()] = time;
    }

    void clear(Deadline deadline) {
        set(deadline, NEVER);
    }

    void clear() {
        Arrays.fill(times, NEVER);
    }

    boolean isSet(Deadline deadline) {
        return times[deadline.ordinal()] != NEVER;
    }

    /** Takes one deadline that has passed, the gravest first; null if there is none. */
    @Nullable Deadline takeDue(long now) {
        for (Deadline deadline : ALL) {
            if (times[deadline.ordinal()] <= now) {
                clear(deadline);
                return deadline;
            }
        }
        return null;
    }

    long next() {
        long next = NEVER;
        for (long time : times) {
            next = Math.min(next, time);
        }
        return next;
    }
}
