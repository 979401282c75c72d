package dev.gapless.protocol;

/**
 * Why the server ends a subscription. The client subscribes again by itself for codes from 2500 on, with its last
 * position; below, the subscription is over.
 */
public record Unsubscribe(int code, String reason) {
    public static final Unsubscribe INSUFFICIENT_STATE = new Unsubscribe(2500, "insufficient state");
}
