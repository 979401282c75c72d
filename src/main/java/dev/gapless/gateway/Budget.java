package dev.gapless.gateway;

/**
 * So many a second, and ten seconds' worth in one go. It refills evenly: each use moves what is used up a little further
 * into the future, up to the burst. For one thread at a time.
 */
final class Budget {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long BURST = 10_000 * NANOS_PER_MILLI;

    private final long cost;
    private long usedUntil = Long.MIN_VALUE;

    Budget(int perSecond) {
        cost = 1_000 * NANOS_PER_MILLI / perSecond;
    }

    /**
     * Uses one, if there is one.
     *
     * @param nowMillis rises
     */
    boolean take(long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        long next = Math.max(usedUntil, now) + cost;
        if (next - now > BURST) {
            return false;
        }
        usedUntil = next;
        return true;
    }
}
