package dev.gapless.gateway.token;

import java.time.Duration;

/** When what a token grants comes to an end: milliseconds since 1970, or {@link #NEVER}. */
public final class Expiry {
    public static final long NEVER = Long.MAX_VALUE;

    private static final long LONGEST = Duration.ofDays(365).toMillis();

    private Expiry() {}

    /** A year from now, if it would be later than that and not never. */
    public static long capped(long expires, long now) {
        return expires == NEVER ? NEVER : Math.min(expires, now + LONGEST);
    }

    /** What a client is told: whole seconds left, at least one; 0 if there is no end. */
    public static long secondsLeft(long expires, long now) {
        return expires == NEVER ? 0 : Math.max(1, (expires - now) / 1000);
    }
}
