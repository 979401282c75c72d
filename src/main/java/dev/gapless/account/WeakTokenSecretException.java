package dev.gapless.account;

/** The configured token secret is too short to be safe; the server does not start with it. */
public final class WeakTokenSecretException extends RuntimeException {
    private final int bytes;

    WeakTokenSecretException(int bytes) {
        super("gapless.token.secret has %d bytes; it needs at least %d".formatted(bytes, TokenSecret.MIN_BYTES));
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
