package dev.gapless.gateway.channel;

/** What a client asks a subscription to come with. */
public record Wishes(boolean recoverable, boolean positioned, boolean joinLeave, boolean delta) {
    public static final Wishes NONE = new Wishes(false, false, false, false);
}
