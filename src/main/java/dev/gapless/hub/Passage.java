package dev.gapless.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a publication's payload that a {@link Redaction} replaces as long as the publication is held.
 *
 * @param key what it tells of, such as {@code message:5}. Several passages may tell of the same, in one publication or many
 * @param start its first byte, counted from 0
 * @param end the first byte after it
 */
public record Passage(String key, int start, int end) {
    /** @throws IllegalArgumentException when it has no key or no bytes */
    public Passage {
        if (key.isEmpty() || start < 0 || start >= end) {
            throw new IllegalArgumentException("no passage of an event: \"" + key + "\", " + start + " to " + end);
        }
    }

    int length() {
        return end - start;
    }

    /**
     * The passages of a payload, the first first.
     *
     * @throws IllegalArgumentException when two of them overlap, or one is not within so many bytes
     */
    public static List<Passage> inOrder(List<Passage> passages, int length) {
        if (passages.isEmpty()) {
            return List.of();
        }
        List<Passage> ordered = new ArrayList<>(passages);
        ordered.sort(Comparator.comparingInt(Passage::start));
        int free = 0;
        for (Passage passage : ordered) {
            if (passage.start() < free || passage.end() > length) {
                throw new IllegalArgumentException("passages of an event that overlap or go beyond its payload");
            }
            free = passage.end();
        }
        return List.copyOf(ordered);
    }
}
