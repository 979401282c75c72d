package dev.gapless.eventlog;

import org.jspecify.annotations.Nullable;

/** The event log cannot start as things are configured. Says what to do, and is shown without a stack trace. */
final class EventLogFailure extends RuntimeException {
    private final String action;

    EventLogFailure(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
