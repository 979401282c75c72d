package dev.gapless.hub;

/**
 * A change of what a channel is made of, at the place in the order where the publication it came with stands.
 *
 * @param channel the channel, such as {@code personal:42}
 * @param topic the topic that it follows from here on, or no longer
 * @param following true to follow, false to stop
 */
public record Follow(String channel, String topic, boolean following) {}
