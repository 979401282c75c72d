package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/**
 * All entries of the logs that keep publications equally long, in offset order: who is first in the line is first in its
 * log, too, and the first to be too old.
 */
final class Line {
    /** How long its entries are kept, in milliseconds. */
    final long ttlMillis;

    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    Line(long ttlMillis) {
        this.ttlMillis = ttlMillis;
    }

    /** The first; null when there is none. */
    @Nullable Entry oldest() {
        return oldest;
    }

    boolean isTooOld(Publication publication, long now) {
        return publication.timeMillis() <= now - ttlMillis;
    }

    /** Takes its place at the end. */
    void join(Entry entry) {
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    void leave(Entry entry) {
        Entry older = entry.older;
        Entry newer = entry.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
    }
}
