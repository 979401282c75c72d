package dev.gapless.hub;

/** What became of a publication in one topic. */
public sealed interface Outcome {

    /** Where it stands, or another in its stead; 0 when no log holds it. */
    long offset();

    /**
     * It was taken in, and delivered to those who listen.
     *
     * @param offset where it stands; 0 when the topic does not hold it
     */
    record Placed(long offset) implements Outcome {}

    /**
     * It was not taken in: one with its idempotency key had been before, or one with its version or a later one.
     *
     * @param offset of the one with the key, as it was answered then; or of the topic's newest
     */
    record Duplicate(long offset) implements Outcome {}
}
