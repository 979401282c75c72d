package dev.gapless.gateway;

import dev.gapless.hub.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * What a subscribe asks for, as far as it is no longer of interest when it has been answered.
 *
 * @param since where the client had come to, if it wants what it missed; null if it does not
 * @param rejectsUnrecovered whether it would rather not be subscribed than have missed something
 * @param data handed to the client; empty for none
 */
record Asked(@Nullable StreamPosition since, boolean rejectsUnrecovered, byte[] data, Answer answer) {}
