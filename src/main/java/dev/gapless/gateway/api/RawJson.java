package dev.gapless.gateway.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as the bytes in which it came, in one line: the line breaks of pretty printing are gone, nothing else is
 * touched.
 *
 * @param bytes read only
 */
record RawJson(byte[] bytes) {
    static final RawJson NULL = new RawJson("null".getBytes(StandardCharsets.US_ASCII));
    static final RawJson EMPTY = new RawJson("{}".getBytes(StandardCharsets.US_ASCII));

    /**
     * The value that stands in a part of a text. Within a JSON string a raw line break is not allowed, so those that
     * there are stand between tokens.
     */
    static RawJson of(byte[] text, int from, int to) {
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (text[i] != '\n' && text[i] != '\r') {
                bytes[length++] = text[i];
            }
        }
        return new RawJson(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }

    /** Whether this is the value {@code null}. */
    boolean isNull() {
        return Arrays.equals(bytes, NULL.bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
