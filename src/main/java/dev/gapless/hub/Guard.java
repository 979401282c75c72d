package dev.gapless.hub;

/**
 * The condition of a subscription: that a channel, usually another, follows a topic. Who may know what happens in a room
 * is decided where it happens, at the same place of the order, and costs no question to the database.
 *
 * @param channel such as {@code personal:42}
 * @param topic such as {@code room:7}
 */
public record Guard(String channel, String topic) {}
