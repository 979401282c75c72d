package dev.gapless.protocol;

/**
 * Why the server ends a subscription. The client subscribes again by itself for codes from 2500 on, with its last
 * position; below, the subscription is over. Codes of one's own are 2100 to 2499 and 2600 to 2999.
 *
 * @param code 2000 to 2999
 */
public record Unsubscribe(int code, String reason) {
    private static final int FIRST = 2000;
    private static final int FIRST_TEMPORARY = 2500;
    private static final int LAST = 2999;

    public static final Unsubscribe SERVER = new Unsubscribe(2000, "server unsubscribe");
    public static final Unsubscribe INSUFFICIENT_STATE = new Unsubscribe(2500, "insufficient state");
    public static final Unsubscribe EXPIRED = new Unsubscribe(2501, "subscription expired");
    public static final Unsubscribe STATE_INVALIDATED = new Unsubscribe(2502, "state invalidated");

    /** @throws IllegalArgumentException when the code is out of range */
    public Unsubscribe {
        if (code < FIRST || code > LAST) {
            throw new IllegalArgumentException("code " + code + " is not between " + FIRST + " and " + LAST);
        }
    }

    /** Whether the client does not subscribe again by itself. */
    public boolean terminal() {
        return code < FIRST_TEMPORARY;
    }
}
