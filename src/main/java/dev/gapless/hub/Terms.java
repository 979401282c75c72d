package dev.gapless.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what terms topics take a publication in. They are judged where the publication stands in the order, by what came
 * before it, so all servers come to the same judgement.
 *
 * @param skipHistory true to have it delivered to those who listen, but held by no log
 * @param idempotencyKey a topic that took in a publication with the same key within {@link #KEY_COUNTS} does not take
 *     this one; a short text, of 128 characters at the most
 * @param version a topic that has this version or a later one does not take this one in, for as long as its log may hold
 *     the one that had it, and {@link #KEY_COUNTS} at the least, told by the times of the publications; of no effect where
 *     nothing is held
 */
public record Terms(
        boolean skipHistory,
        @Nullable String idempotencyKey,
        @Nullable Version version) {
    /** Every topic takes it in and keeps it as long as it keeps anything. */
    public static final Terms NONE = new Terms(false, null, null);

    /** For how long an idempotency key counts, told by the times of the publications. */
    public static final Duration KEY_COUNTS = Duration.ofMinutes(5);
}
