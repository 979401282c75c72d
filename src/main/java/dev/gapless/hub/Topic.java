package dev.gapless.hub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A short log of publications in offset order, and the channels that are listened to and follow it.
 *
 * <p>The log is a ring that grows up to the limit and is given back when it runs empty. What it drops raises
 * {@link #floor}, and the floor outlives the log: it says that nothing newer was ever dropped, which is all that a
 * recovery needs to know about the past.
 */
final class Topic {
    private static final @Nullable Entry[] NOTHING = new @Nullable Entry[0];
    private static final int FIRST_CAPACITY = 4;

    /** What a topic takes besides its name and what it holds, about. */
    static final int OVERHEAD = 160;

    final String name;
    final Bag<Following> followers = new Bag<>();

    /** Of the newest publication taken in that had one. */
    @Nullable Version version;

    /** The time of that publication, in milliseconds since 1970. */
    long versionMillis;

    /** The floor when nothing had been published yet. */
    private final long origin;

    private final int limit;
    private final @Nullable Line line;
    private @Nullable Entry[] ring = NOTHING;
    private int head;
    private int size;
    private long floor;

    /**
     * @param limit how many publications it keeps at the most
     * @param line where these stand; null for a topic that keeps none
     */
    Topic(String name, long floor, int limit, @Nullable Line line) {
        this.name = name;
        this.origin = floor;
        this.floor = floor;
        this.limit = limit;
        this.line = line;
    }

    /** Whether something was published that it kept. */
    boolean isUsed() {
        return size > 0 || floor > origin;
    }

    /** Whether there is nothing to it but its floor. */
    boolean isQuiet() {
        return size == 0 && followers.isEmpty();
    }

    /** Whether it keeps what is published in it. */
    boolean keeps() {
        return line != null;
    }

    /** Where the entries stand of a topic that keeps any. */
    Line line() {
        return Objects.requireNonNull(line);
    }

    /** The offset of the newest publication that the log no longer holds. */
    long floor() {
        return floor;
    }

    int size() {
        return size;
    }

    Publication get(int index) {
        return entry(index).publication;
    }

    /** The newest offset that was ever added, or where this topic's knowledge begins. */
    long newest() {
        return size == 0 ? floor : get(size - 1).offset();
    }

    /** What it takes itself, about, in bytes. */
    int bytes() {
        return OVERHEAD + name.length();
    }

    boolean isFull() {
        return size == limit;
    }

    /** Adds the newest entry, to a log that is not full. */
    void append(Entry entry) {
        assert entry.publication.offset() > newest();
        assert size < limit;
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) % ring.length] = entry;
        size++;
    }

    /** Drops the oldest entry, and says from here on that it has. */
    Entry dropOldest() {
        Entry oldest = entry(0);
        floor = oldest.publication.offset();
        ring[head] = null;
        head = (head + 1) % ring.length;
        size--;
        if (size == 0) {
            ring = NOTHING;
            head = 0;
        }
        return oldest;
    }

    /** The index of the first publication after this offset; {@link #size} when there is none. */
    int firstAfter(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).offset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Entry entry(int index) {
        return Objects.requireNonNull(ring[(head + index) % ring.length]);
    }

    private void grow() {
        @Nullable Entry[] wider = new @Nullable Entry[Math.min(limit, Math.max(FIRST_CAPACITY, size * 2))];
        for (int i = 0; i < size; i++) {
            wider[i] = entry(i);
        }
        ring = wider;
        head = 0;
    }
}
