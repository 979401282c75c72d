package dev.gapless.protocol;

import java.io.ByteArrayOutputStream;

/** Writes a patch piece by piece, in the order of the target. */
final class DeltaWriter {
    private static final int AROUND = 16;

    private final byte[] target;
    private final ByteArrayOutputStream patch;
    private int written;

    DeltaWriter(byte[] target) {
        this.target = target;
        patch = new ByteArrayOutputStream(target.length / 4 + AROUND);
        Delta.number(target.length, patch);
        patch.write('\n');
    }

    /** Up to where the target has been written. */
    int written() {
        return written;
    }

    /** What has not been written up to here is new; from here on, so much is in the base at the offset. */
    void copy(int from, int length, int offset) {
        insert(from);
        Delta.number(length, patch);
        patch.write('@');
        Delta.number(offset, patch);
        patch.write(',');
        written = from + length;
    }

    private void insert(int until) {
        int length = until - written;
        if (length > 0) {
            Delta.number(length, patch);
            patch.write(':');
            patch.write(target, written, length);
            written = until;
        }
    }

    byte[] finish() {
        insert(target.length);
        Delta.number(Delta.checksum(target), patch);
        patch.write(';');
        return patch.toByteArray();
    }
}
