package dev.gapless.eventlog;

import java.util.Arrays;

/**
 * What a transaction sees of others, as {@code pg_current_snapshot()} tells it.
 *
 * @param xmin everything before this transaction id has ended
 * @param xmax nothing from this transaction id on is seen
 * @param running the ids between the two that had not ended, sorted
 */
record Snapshot(long xmin, long xmax, long[] running) {

    /** Reads the text form, {@code xmin:xmax:running,running,...}. */
    static Snapshot parse(String text) {
        String[] parts = text.split(":", 3);
        long[] running = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(",", -1))
                        .mapToLong(Long::parseLong)
                        .sorted()
                        .toArray();
        return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /**
     * Whether a committed transaction is seen.
     *
     * @param xid the lower 32 bits of its id, which lies less than 2^31 transactions away
     */
    boolean sees(int xid) {
        long id = whole(xid);
        return id < xmin || (id < xmax && Arrays.binarySearch(running, id) < 0);
    }

    /** Whether this transaction, and every one with a smaller id, had ended; the id as above. */
    boolean isPast(int xid) {
        return whole(xid) < xmin;
    }

    private long whole(int xid) {
        return xmax + (xid - (int) xmax);
    }
}
