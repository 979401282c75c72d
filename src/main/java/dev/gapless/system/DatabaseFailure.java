package dev.gapless.system;

/** The embedded database cannot run. Says what to do about it, and is shown without a stack trace. */
public final class DatabaseFailure extends RuntimeException {
    private final String action;

    DatabaseFailure(String description, String action) {
        super(description);
        this.action = action;
    }

    DatabaseFailure(String description, String action, Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
