package dev.gapless.protocol;

/**
 * One publication as a client sees it.
 *
 * @param data one JSON value without raw newlines, written as the bytes it is; shared, never written to
 * @param offset its place in the channel's stream
 */
public record Publication(byte[] data, long offset) {}
