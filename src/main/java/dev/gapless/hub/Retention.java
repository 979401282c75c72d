package dev.gapless.hub;

import java.time.Duration;

/**
 * How long a topic's log holds its publications.
 *
 * @param size how many at the most, the newest; 0 to hold none
 * @param ttl for how long at the most; zero to hold none
 */
public record Retention(int size, Duration ttl) {
    /** Of a topic without a log: what is published in it reaches those who listen, and nobody later. */
    public static final Retention NONE = new Retention(0, Duration.ZERO);

    /** @throws IllegalArgumentException when one of them is negative */
    public Retention {
        if (size < 0 || ttl.isNegative()) {
            throw new IllegalArgumentException("a retention cannot be negative: " + size + " for " + ttl);
        }
    }

    /** Whether nothing is held. */
    public boolean isNone() {
        return size == 0 || ttl.toMillis() == 0;
    }
}
