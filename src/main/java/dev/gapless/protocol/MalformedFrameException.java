package dev.gapless.protocol;

/** A frame is not a sequence of commands. The message says why, and never quotes what was sent. */
public final class MalformedFrameException extends Exception {
    MalformedFrameException(String message) {
        // No stack trace: whoever can open a socket can cause this, as often as they like.
        super(message, null, false, false);
    }
}
