package dev.gapless.eventlog;

import dev.gapless.hub.Follow;
import java.util.List;

/**
 * What one transaction has to tell: one publication, the topics it stands in, and what follows what from there on.
 *
 * @param topics one or more topics, such as {@code room:7} and {@code user:42}
 * @param follows changes of what channels follow, in effect before the publication is delivered when following, and
 *     after it when no longer
 * @param data the payload: one JSON value without raw newlines, handed to clients as the bytes it is
 */
public record Event(List<String> topics, List<Follow> follows, byte[] data) {
    /**
     * @throws IllegalArgumentException when it has no topic, no payload, or a payload that would break a client's frame
     */
    public Event {
        topics = List.copyOf(topics);
        follows = List.copyOf(follows);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("an event needs a topic");
        }
        if (data.length == 0) {
            throw new IllegalArgumentException("an event needs a payload");
        }
        for (byte b : data) {
            if (b == '\n' || b == '\r') {
                throw new IllegalArgumentException("an event's payload must not contain a raw newline");
            }
        }
    }

    /** An event that changes nobody's topics. */
    public static Event of(List<String> topics, byte[] data) {
        return new Event(topics, List.of(), data);
    }
}
