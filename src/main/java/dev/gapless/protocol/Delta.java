package dev.gapless.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Patches in Fossil's delta format, which turn one publication of a channel into the next: the length of the result and
 * a line break, then pieces, then a checksum of the result. A piece is either copied from the base,
 * {@code <length>@<offset>,}, or new, {@code <length>:<bytes>}. Numbers are in base 64 with digits of Fossil's own.
 *
 * <p>A patch of UTF-8 by UTF-8 is UTF-8 itself, so that JSON frames can carry it as text: no piece begins or ends within
 * a character.
 */
public final class Delta {
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = values();
    private static final int BITS_PER_DIGIT = 6;

    private Delta() {}

    /**
     * Makes a patch, which may turn out longer than what it makes of the base. Takes time and memory in proportion to
     * the lengths of the two, whatever they hold.
     */
    public static byte[] create(byte[] base, byte[] target) {
        DeltaWriter patch = new DeltaWriter(target);
        new DeltaMatcher(base, target).match(patch);
        return patch.finish();
    }

    /**
     * Does what a client does with a patch.
     *
     * @param most the most bytes that the result may have
     * @throws MalformedFrameException when it is not a patch of this base, or the result is larger
     */
    public static byte[] apply(byte[] base, byte[] patch, int most) throws MalformedFrameException {
        Reader in = new Reader(patch);
        long length = in.number();
        in.expect('\n');
        if (length > most) {
            throw new MalformedFrameException("a patch for more than is allowed");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min((int) length, base.length + patch.length));
        while (true) {
            long number = in.number();
            switch (in.next()) {
                case '@' -> {
                    long offset = in.number();
                    in.expect(',');
                    if (number > base.length - offset || number > length - out.size()) {
                        throw new MalformedFrameException("a patch copies what is not there");
                    }
                    out.write(base, (int) offset, (int) number);
                }
                case ':' -> {
                    if (number > length - out.size()) {
                        throw new MalformedFrameException("a patch makes more than it says");
                    }
                    in.take((int) number, out);
                }
                case ';' -> {
                    byte[] result = out.toByteArray();
                    if (result.length != length || number != checksum(result) || !in.isAtEnd()) {
                        throw new MalformedFrameException("a patch of something else");
                    }
                    return result;
                }
                default -> throw new MalformedFrameException("not a patch");
            }
        }
    }

    /** The sum of all big-endian words of four bytes, filled up with zeros, modulo 2^32. */
    static long checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (24 - 8 * (i & 3));
        }
        return Integer.toUnsignedLong(sum);
    }

    static void number(long value, ByteArrayOutputStream out) {
        int digits = digits(value);
        for (int i = digits - 1; i >= 0; i--) {
            out.write(DIGITS[(int) (value >>> (i * BITS_PER_DIGIT)) & 0x3f]);
        }
    }

    /** How many digits a number is written with. */
    static int digits(long value) {
        int digits = 1;
        for (long rest = value >>> BITS_PER_DIGIT; rest != 0; rest >>>= BITS_PER_DIGIT) {
            digits++;
        }
        return digits;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
    }

    private static final class Reader {
        /** Enough for 32 bits, which is all that any number here needs. */
        private static final int MOST_DIGITS = 6;

        private final byte[] patch;
        private int at;

        Reader(byte[] patch) {
            this.patch = patch;
        }

        boolean isAtEnd() {
            return at == patch.length;
        }

        byte next() throws MalformedFrameException {
            if (isAtEnd()) {
                throw new MalformedFrameException("a patch ends early");
            }
            return patch[at++];
        }

        void expect(char wanted) throws MalformedFrameException {
            if (next() != wanted) {
                throw new MalformedFrameException("not a patch");
            }
        }

        long number() throws MalformedFrameException {
            long number = 0;
            int start = at;
            while (!isAtEnd() && patch[at] >= 0 && VALUES[patch[at]] >= 0) {
                number = number << BITS_PER_DIGIT | VALUES[patch[at++]];
                if (at - start > MOST_DIGITS) {
                    throw new MalformedFrameException("a number out of range");
                }
            }
            if (at == start) {
                throw new MalformedFrameException("not a number");
            }
            return number;
        }

        void take(int length, ByteArrayOutputStream out) throws MalformedFrameException {
            if (length > patch.length - at) {
                throw new MalformedFrameException("a patch ends early");
            }
            out.write(patch, at, length);
            at += length;
        }
    }
}
