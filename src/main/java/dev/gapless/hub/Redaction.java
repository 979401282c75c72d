package dev.gapless.hub;

/**
 * That something must not be read any more as it was: from its place in the order on, every publication that is held
 * has other bytes in place of the {@linkplain Passage passages} with this key. Nothing else about it changes.
 *
 * @param key of the passages
 * @param replacement what stands there from now on, never written to. If the passage is a JSON value, so is this
 */
public record Redaction(String key, byte[] replacement) {
    /** @throws IllegalArgumentException when it has no key, or replaces by nothing */
    public Redaction {
        if (key.isEmpty() || replacement.length == 0) {
            throw new IllegalArgumentException("no redaction of an event: it needs a key and a replacement");
        }
    }

    boolean isOf(Passage passage) {
        return key.equals(passage.key());
    }
}
