package dev.gapless.eventlog;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How far the slot may be confirmed: up to where the log had been read one {@code ttl} ago, and no further. So a server
 * that starts again finds the last {@code ttl} of events in its slot. Owned by the tail's thread.
 */
final class SlotTrail {
    private static final int SAMPLES_PER_TTL = 100;

    private record Sample(long timeMillis, long lsn) {}

    private final long ttlMillis;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long confirmable;

    SlotTrail(Duration ttl) {
        this.ttlMillis = ttl.toMillis();
    }

    /** Starts over: the slot is confirmed up to here. */
    void begin(long confirmed) {
        samples.clear();
        confirmable = confirmed;
    }

    /** At this time everything committed before {@code lsn} had been read, and what came later was committed later. */
    void reached(long timeMillis, long lsn) {
        Sample newest = samples.peekLast();
        if (newest == null || timeMillis - newest.timeMillis >= Math.max(1, ttlMillis / SAMPLES_PER_TTL)) {
            samples.add(new Sample(timeMillis, lsn));
        }
    }

    /** The place up to which the slot may be confirmed now. Never goes back. */
    long confirmable(long nowMillis) {
        for (Sample oldest = samples.peek();
                oldest != null && oldest.timeMillis <= nowMillis - ttlMillis;
                oldest = samples.peek()) {
            confirmable = Math.max(confirmable, oldest.lsn);
            samples.remove();
        }
        return confirmable;
    }
}
