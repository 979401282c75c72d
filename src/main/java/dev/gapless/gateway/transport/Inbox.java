package dev.gapless.gateway.transport;

import dev.gapless.gateway.Session;
import dev.gapless.protocol.Disconnect;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends apart from its stream: one message at a time for its session, in the order in which they came.
 * Whoever brings a message carries out what waits, unless somebody does already. A client that sends much faster than it
 * is served is disconnected.
 */
final class Inbox {
    private static final int WEIGHT = 64;

    private final Session session;
    private final long bound;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(2);
    private long weight;
    private boolean busy;
    private boolean handing;
    private boolean doneAtOnce;

    /** @param bound the most bytes that wait behind the message that is being dealt with */
    Inbox(Session session, long bound) {
        this.session = session;
        this.bound = bound;
    }

    void offer(byte[] message) {
        if (!add(message)) {
            session.disconnect(Disconnect.TOO_MANY_REQUESTS);
        } else if (takeTurn()) {
            work();
        }
    }

    private synchronized boolean add(byte[] message) {
        if (busy && weight + WEIGHT + message.length > bound) {
            return false;
        }
        waiting.add(message);
        weight += WEIGHT + message.length;
        return true;
    }

    private synchronized boolean takeTurn() {
        boolean free = !busy;
        busy = true;
        return free;
    }

    private void work() {
        for (byte[] message = next(); message != null; message = next()) {
            session.received(message, this::done);
            synchronized (this) {
                handing = false;
                if (!doneAtOnce) {
                    return;
                }
            }
        }
    }

    private synchronized byte @Nullable [] next() {
        byte[] message = waiting.poll();
        if (message == null) {
            busy = false;
            return null;
        }
        weight -= WEIGHT + message.length;
        handing = true;
        doneAtOnce = false;
        return message;
    }

    private void done() {
        synchronized (this) {
            doneAtOnce = true;
            if (handing) {
                return;
            }
        }
        work();
    }
}
