package dev.gapless.hub;

/**
 * A place in the hub's one order of publications, and the identity of that order.
 *
 * @param offset the place; hub-wide, rising, at most 2^53 - 1 so that JavaScript numbers hold it
 * @param epoch names the order; offsets of different epochs say nothing about one another
 */
public record StreamPosition(long offset, String epoch) {}
