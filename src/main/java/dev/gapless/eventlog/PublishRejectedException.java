package dev.gapless.eventlog;

/** An event was not published, since too many others were being published; it may be tried again. */
public final class PublishRejectedException extends RuntimeException {
    PublishRejectedException(String message) {
        super(message);
    }
}
