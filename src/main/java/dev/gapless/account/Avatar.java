package dev.gapless.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A picture of somebody as it is stored and shown.
 *
 * @param hash of the image: names it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Avatar(String hash, String contentType, byte[] image) {
    static final String PNG = "image/png";
    static final String JPEG = "image/jpeg";
    private static final int HASH_BYTES = 16;

    static Avatar of(String contentType, byte[] image) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(image);
            return new Avatar(HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES)), contentType, image);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
