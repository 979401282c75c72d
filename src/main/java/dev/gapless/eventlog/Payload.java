package dev.gapless.eventlog;

import dev.gapless.hub.Passage;
import java.util.List;

/**
 * What clients are handed of an event.
 *
 * @param data the payload, handed to clients as the bytes it is
 * @param json whether it is one JSON value, which then must not contain raw newlines; else it is any bytes
 * @param passages what later events may redact of it, in order
 */
public record Payload(byte[] data, boolean json, List<Passage> passages) {
    static final Payload NONE = new Payload(new byte[0], true, List.of());

    /** @throws IllegalArgumentException when it would break a client's frame, or its passages are not within it, apart */
    public Payload {
        if (json && !isOneLine(data)) {
            throw new IllegalArgumentException("an event's payload must not contain a raw newline");
        }
        passages = Passage.inOrder(passages, data.length);
    }

    static boolean isOneLine(byte[] data) {
        for (byte b : data) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return true;
    }
}
