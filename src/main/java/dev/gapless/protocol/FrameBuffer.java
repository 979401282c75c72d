package dev.gapless.protocol;

import com.google.protobuf.CodedOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes into which replies are written. Not safe for use by several threads at once. */
public final class FrameBuffer {
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

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    /** What was written last; not on an empty buffer. */
    byte last() {
        return bytes[size - 1];
    }

    FrameBuffer raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    FrameBuffer raw(byte[] source, int from, int to) {
        int length = to - from;
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** One byte. */
    FrameBuffer raw(char b) {
        ensure(1);
        bytes[size++] = (byte) b;
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

    /** The digits of a number that is not negative. */
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

    /** A place for exactly so many bytes, which the caller has to fill before anything else is written. */
    CodedOutputStream coded(int length) {
        ensure(length);
        int start = size;
        size += length;
        return CodedOutputStream.newInstance(bytes, start, length);
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
