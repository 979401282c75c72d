package dev.gapless.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One publication as a client sees it.
 *
 * @param data as bytes, which Protobuf clients get as they are; shared, never written to
 * @param form how JSON clients get the data
 * @param offset its place in the channel's stream; 0 for none
 * @param info who has published; null unless it was a client
 * @param delta whether the data is a patch of the publication before
 */
public record Publication(
        byte[] data, Form form, long offset, @Nullable ClientInfo info, Map<String, String> tags, boolean delta) {

    /** What the data is in a JSON frame. */
    public enum Form {
        /** The JSON value that the data is. */
        VALUE,
        /** A string of the data, which is UTF-8: what a client that has asked for deltas gets, whole or as a patch. */
        TEXT,
        /** A string of the data in base 64, for data that is no JSON value. */
        BASE64,
        /** A string of such a string: the same for a client that has asked for deltas, which takes every string for a text. */
        BASE64_TEXT
    }

    /** A JSON value and its place. */
    public Publication(byte[] data, long offset) {
        this(data, Form.VALUE, offset, null, Map.of(), false);
    }
}
