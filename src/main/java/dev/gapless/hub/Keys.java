package dev.gapless.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys that topics have seen lately, and what became of the publications that had them.
 *
 * <p>A key counts for 300 seconds, told by the times of the publications alone: they are the same on every server, and
 * after a restart. It is kept for longer than it counts, because times need not rise as offsets do; what is counted is
 * always the difference between two publications.
 *
 * <p>What all keys take is bounded. Beyond that the one that came first is forgotten, so the time for which a key counts
 * gets shorter for all alike.
 */
final class Keys {
    static final long COUNTS_MILLIS = Terms.KEY_COUNTS.toMillis();
    private static final long KEPT_MILLIS = 2 * COUNTS_MILLIS;

    /** What a key takes besides its letters, about. */
    static final int OVERHEAD = 160;

    private record Key(String topic, String key) {
        int bytes() {
            return OVERHEAD + topic.length() + key.length();
        }
    }

    private record Seen(long offset, long timeMillis) {}

    private final long maxBytes;

    /** In the order in which they came. */
    private final LinkedHashMap<Key, Seen> seen = new LinkedHashMap<>();

    private long bytes;

    /** @param maxBytes what all keys take at the most, about */
    Keys(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void begin() {
        seen.clear();
        bytes = 0;
    }

    int size() {
        return seen.size();
    }

    /** The offset under which a publication with this key was answered; null if there was none that counts now. */
    @Nullable Long find(String topic, String key, long timeMillis) {
        Seen found = seen.get(new Key(topic, key));
        return found != null && timeMillis - found.timeMillis() < COUNTS_MILLIS ? found.offset() : null;
    }

    void add(String topic, String key, long offset, long timeMillis) {
        Key added = new Key(topic, key);
        if (seen.remove(added) == null) {
            bytes += added.bytes();
        }
        seen.putLast(added, new Seen(offset, timeMillis));
        while (bytes > maxBytes) {
            forgetFirst();
        }
    }

    /** Forgets what counts no more for anything that is published at this time. */
    void expire(long timeMillis) {
        Map.Entry<Key, Seen> first = seen.firstEntry();
        while (first != null && timeMillis - first.getValue().timeMillis() >= KEPT_MILLIS) {
            forgetFirst();
            first = seen.firstEntry();
        }
    }

    private void forgetFirst() {
        bytes -= seen.pollFirstEntry().getKey().bytes();
    }
}
