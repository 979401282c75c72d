package dev.gapless.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes into which replies are written. Not safe for use by several threads at once. */
public final class FrameBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    public FrameBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return bytes.length;
    }

    public void clear() {
        size = 0;
    }

    /** What was written, not a copy: it changes with the next use of this buffer. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    FrameBuffer raw(byte[] source) {
        ensure(source.length);
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
        return this;
    }

    FrameBuffer raw(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    FrameBuffer raw(String ascii) {
        int length = ascii.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** A number that is not negative. */
    FrameBuffer number(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** A JSON string with its quotes. */
    FrameBuffer string(String value) {
        raw('"');
        int length = value.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                // The rest at once: escapes are all below, and bytes above are written as they are.
                for (byte b : value.substring(i).getBytes(StandardCharsets.UTF_8)) {
                    escaped(b);
                }
                break;
            }
            escaped((byte) c);
        }
        return raw('"');
    }

    private void escaped(byte b) {
        if (b == '"' || b == '\\') {
            raw('\\').raw((char) b);
        } else if (b >= 0 && b < 0x20) {
            raw("\\u00").raw((char) HEX[b >> 4]).raw((char) HEX[b & 0xf]);
        } else {
            ensure(1);
            bytes[size++] = b;
        }
    }

    /** Makes room for so many bytes at once, rather than by doubling, which would copy what is large several times. */
    void reserve(long more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(size + more));
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            int needed = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
