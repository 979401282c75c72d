package dev.gapless.account;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A file that should be a picture: what it says of itself, short of its pixels. */
final class PictureFile {
    /** No camera makes so many; a decoder goes over all the picture for each. */
    private static final int MOST_SCANS = 64;

    private static final int START_OF_SCAN = 0xFFDA;
    private static final int APP1 = 0xFFE1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int ORIENTATION = 0x0112;
    private static final int TAG_BYTES = 12;

    private final byte[] bytes;

    PictureFile(byte[] bytes) {
        this.bytes = bytes;
    }

    enum Kind {
        PNG,
        JPEG,
        GIF,
        OTHER
    }

    /** By the signature at its beginning. */
    Kind kind() {
        if (beginsWith("\u0089PNG\r\n\u001a\n")) {
            return Kind.PNG;
        }
        if (beginsWith("\u00ff\u00d8\u00ff")) {
            return Kind.JPEG;
        }
        return beginsWith("GIF87a") || beginsWith("GIF89a") ? Kind.GIF : Kind.OTHER;
    }

    private boolean beginsWith(String signature) {
        byte[] expected = signature.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= expected.length
                && ByteBuffer.wrap(bytes, 0, expected.length).equals(ByteBuffer.wrap(expected));
    }

    /** Whether a JPEG would take much longer to decode than its size tells. Within a scan these two bytes do not occur. */
    boolean hasTooManyScans() {
        int scans = 0;
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i - 1] == (byte) 0xFF && bytes[i] == (byte) 0xDA) {
                scans++;
            }
        }
        return scans > MOST_SCANS;
    }

    /** How the camera was held, as EXIF counts it: 1 to 8. 1, upright, when a picture does not say. */
    int orientation() {
        if (kind() != Kind.JPEG) {
            return 1;
        }
        try {
            return orientation(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return 1; // ends too early, or points where nothing is
        }
    }

    private static int orientation(ByteBuffer jpeg) {
        jpeg.position(2);
        int marker = jpeg.getChar();
        while (marker != START_OF_SCAN && marker >>> 8 == 0xFF) {
            int next = jpeg.position() + jpeg.getChar(jpeg.position());
            if (marker == APP1 && isExif(jpeg)) {
                return inExif(jpeg.slice(jpeg.position(), next - jpeg.position()));
            }
            jpeg.position(next);
            marker = jpeg.getChar();
        }
        return 1;
    }

    /** Leaves the position behind the name if it is there. */
    private static boolean isExif(ByteBuffer segment) {
        int begin = segment.position() + 2;
        if (!segment.slice(begin, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
            return false;
        }
        segment.position(begin + EXIF.length);
        return true;
    }

    private static int inExif(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int tags = tiff.getInt(4);
        int count = tiff.getChar(tags);
        for (int i = 0; i < count; i++) {
            int tag = tags + 2 + i * TAG_BYTES;
            if (tiff.getChar(tag) == ORIENTATION) {
                int value = tiff.getChar(tag + 8);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }
}
