package dev.gapless.hub;

/**
 * The publisher's own order in a topic: what is not newer than the last there is not taken in.
 *
 * @param number at least 1, and rising within an epoch
 * @param epoch versions of different epochs are not compared: the later publication counts; may be empty
 */
public record Version(long number, String epoch) {
    /** @throws IllegalArgumentException when the number is below 1 */
    public Version {
        if (number < 1) {
            throw new IllegalArgumentException("a version begins at 1, not at " + number);
        }
    }

    /** Whether this one is not news to who has that one. */
    boolean isIn(Version that) {
        return epoch.equals(that.epoch) && number <= that.number;
    }
}
