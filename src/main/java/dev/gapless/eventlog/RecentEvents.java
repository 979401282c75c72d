package dev.gapless.eventlog;

import dev.gapless.hub.StreamPosition;

/**
 * The newest events and the transactions they came from, to tell which of them a snapshot can see.
 *
 * <p>PostgreSQL writes a commit to the WAL, from where we read it, an instant before other transactions see it. So "take
 * the newest position, then read the rows" can miss: the event is before the position, its rows are not in the state yet,
 * and a client that goes on from there never gets them. Hence the position of a state is found the other way about. The
 * newest position P is noted <em>first</em>. Then the transaction's snapshot is asked for: it decides, for good, what the
 * transaction can see. Then the events up to P are held against the snapshot, and if the first that it does not see
 * stands at V, the position of the state is V - 1. Everything up to there is in the state; what comes after it and is in
 * the state as well arrives twice, which clients can take.
 *
 * <p>Only the newest {@value #SIZE} events are kept. A transaction is between its WAL record and its visibility for a
 * moment, or while it waits for a synchronous standby, as all that commit after it then do; there are never nearly as many
 * of these as are kept. So once a kept event is seen, whatever is older than all that are kept is seen, too. When the
 * oldest kept is itself not seen, the snapshot is too old to tell, and that is said instead of guessed.
 *
 * <p>The search goes back from the newest and ends at the first event behind which all ids are below the snapshot's
 * {@code xmin}: a few steps, unless some transaction has been writing for long. Even then the tail, which adds events, does
 * not wait for it: the lock is given up every {@value #STRIDE} steps.
 */
final class RecentEvents {
    static final int SIZE = 1 << 16;
    static final int STRIDE = 1 << 10;

    private final long[] offsets = new long[SIZE];
    private final int[] xids = new int[SIZE];

    /** The highest id of this event and all before it. */
    private final int[] highest = new int[SIZE];

    private long count;
    private long position;
    private String epoch = "";

    synchronized void begin(StreamPosition base) {
        count = 0;
        position = base.offset();
        epoch = base.epoch();
    }

    synchronized void add(long offset, int xid) {
        if (offset <= position) {
            return; // known already, from before a reconnect
        }
        int slot = slot(count);
        int former = count == 0 ? xid : highest[slot(count - 1)];
        offsets[slot] = offset;
        xids[slot] = xid;
        highest[slot] = xid - former > 0 ? xid : former; // ids wrap around, and lie near each other
        count++;
        position = offset;
    }

    synchronized void advance(long offset) {
        position = Math.max(position, offset);
    }

    /**
     * The newest position.
     *
     * @throws IllegalStateException when there is none yet
     */
    synchronized StreamPosition position() {
        if (epoch.isEmpty()) {
            throw new IllegalStateException("the event log has not started");
        }
        return new StreamPosition(position, epoch);
    }

    /**
     * The newest position at or before {@code newest} all of whose events the snapshot sees.
     *
     * @param newest what {@link #position} said before the snapshot was asked for
     * @throws IllegalStateException when the snapshot is too old to tell
     */
    StreamPosition visible(StreamPosition newest, Snapshot snapshot) {
        Search search = new Search(newest, snapshot);
        boolean found = false;
        while (!found) {
            found = search.goOn();
        }
        return new StreamPosition(search.position, newest.epoch());
    }

    private static int slot(long index) {
        return (int) (index % SIZE);
    }

    /** Goes back through the events, a stride at a time. */
    private final class Search {
        private final StreamPosition newest;
        private final Snapshot snapshot;

        /** Where the next event to look at stands; none yet. */
        private long next = Long.MAX_VALUE;

        /** Whether the snapshot sees the one that was looked at last. */
        private boolean seen = true;

        private long position;

        Search(StreamPosition newest, Snapshot snapshot) {
            this.newest = newest;
            this.snapshot = snapshot;
            this.position = newest.offset();
        }

        /** Looks at some events; whether that was all. */
        boolean goOn() {
            synchronized (RecentEvents.this) {
                long oldest = Math.max(0, count - SIZE);
                next = Math.min(next, count - 1);
                for (int steps = 0; steps < STRIDE; steps++) {
                    if (next < oldest) {
                        if (oldest > 0 && !seen) {
                            throw new IllegalStateException("the transaction's snapshot is too old");
                        }
                        return true;
                    }
                    int slot = slot(next);
                    boolean later = offsets[slot] > newest.offset();
                    if (!later && snapshot.isPast(highest[slot])) {
                        return true;
                    }
                    seen = !later && snapshot.sees(xids[slot]);
                    if (!later && !seen) {
                        position = offsets[slot] - 1;
                    }
                    next--;
                }
                return false;
            }
        }
    }
}
