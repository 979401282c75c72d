package dev.gapless.eventlog;

import org.jspecify.annotations.Nullable;

/** Whether an event has been published could not be found out in time. To try again may be to publish twice. */
public final class OutcomeUnknownException extends RuntimeException {
    OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
