package dev.gapless.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Who is in a channel, or has published.
 *
 * @param user empty for an anonymous one
 * @param client names the connection
 * @param connInfo what the connection's token tells about it, one JSON value; null for nothing
 * @param chanInfo what the subscription's token tells about it, one JSON value; null for nothing
 */
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {}
