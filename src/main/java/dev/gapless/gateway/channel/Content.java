package dev.gapless.gateway.channel;

/** What clients may publish. */
public enum Content {
    ANY,
    /** {@link Typing} alone. */
    TYPING
}
