package dev.gapless.protocol;

/**
 * A frame that came apart from the stream of the replies, from a client that cannot send on it.
 *
 * @param session as in {@link Reply.Connected}
 * @param node as in {@link Reply.Connected}
 */
public record EmulatedFrame(String session, String node, byte[] frame) {}
