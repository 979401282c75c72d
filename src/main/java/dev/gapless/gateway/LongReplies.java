package dev.gapless.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The long replies that are under way to all clients: recoveries, and what else was asked for. What waits to be sent shares
 * its bytes with the hub, but once it is written it takes memory for each client, until the network has taken it. So they may
 * take so much together, and beyond that whoever has another stands in line. Safe for use by many threads.
 */
final class LongReplies {
    private final long mostBytes;
    private final Executor writers;
    private final ArrayDeque<Runnable> line = new ArrayDeque<>();
    private long bytes;

    /**
     * @param mostBytes beyond which no other is begun; what the writers have begun by then comes on top of it
     * @param writers run those who have stood in line
     */
    LongReplies(long mostBytes, Executor writers) {
        this.mostBytes = mostBytes;
        this.writers = writers;
    }

    /**
     * Whether another may be written now.
     *
     * @param otherwise runs when it is worth asking again
     */
    synchronized boolean mayBegin(Runnable otherwise) {
        if (areFull()) {
            line.add(otherwise);
            return false;
        }
        return true;
    }

    /** Whether another would have to wait. */
    synchronized boolean areFull() {
        return bytes >= mostBytes;
    }

    synchronized void begun(long size) {
        bytes += size;
    }

    /** It is out, or will never be. */
    void ended(long size) {
        synchronized (this) {
            bytes -= size;
        }
        callNext();
    }

    /** Each passes its turn on, as long as there is room: some have nothing to write any more. */
    private void callNext() {
        Runnable next = next();
        if (next != null) {
            writers.execute(() -> {
                try {
                    next.run();
                } finally {
                    callNext();
                }
            });
        }
    }

    private synchronized @Nullable Runnable next() {
        return areFull() ? null : line.poll();
    }

    synchronized int waiting() {
        return line.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
