package dev.gapless.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Strings and values of JSON as bytes. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** Writes a string with its quotes. */
    static void string(String value, FrameBuffer out) {
        int length = value.length();
        out.raw('"');
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                // The rest at once: escapes are all below, and bytes above are written as they are.
                escaped(value.substring(i).getBytes(StandardCharsets.UTF_8), out);
                break;
            }
            escaped((byte) c, out);
        }
        out.raw('"');
    }

    /** Writes a string with its quotes. */
    static void string(byte[] utf8, FrameBuffer out) {
        out.raw('"');
        escaped(utf8, out);
        out.raw('"');
    }

    /** Writes a string of the data in base 64. */
    static void base64(byte[] data, FrameBuffer out) {
        out.raw('"').raw(Base64.getEncoder().encode(data)).raw('"');
    }

    /** Writes a string of the text that {@link #base64} writes. */
    static void base64Text(byte[] data, FrameBuffer out) {
        out.raw("\"\\\"").raw(Base64.getEncoder().encode(data)).raw("\\\"\"");
    }

    /** Writes a value as the bytes it is, but in one line: line breaks are only where JSON has no use for them. */
    static void value(byte[] value, FrameBuffer out) {
        int start = 0;
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\n' || value[i] == '\r') {
                out.raw(value, start, i);
                start = i + 1;
            }
        }
        out.raw(value, start, value.length);
    }

    private static void escaped(byte[] utf8, FrameBuffer out) {
        for (byte b : utf8) {
            escaped(b, out);
        }
    }

    private static void escaped(byte b, FrameBuffer out) {
        if (b == '"' || b == '\\') {
            out.raw('\\').raw((char) b);
        } else if (b >= 0 && b < 0x20) {
            out.raw("\\u00").raw((char) HEX[b >> 4]).raw((char) HEX[b & 0xf]);
        } else {
            out.raw((char) b);
        }
    }
}
