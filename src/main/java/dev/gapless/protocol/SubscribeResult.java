package dev.gapless.protocol;

import java.util.List;

/**
 * What a client learns about its new subscription.
 *
 * @param ttl seconds until the client has to refresh it; 0 for never
 * @param recoverable whether the client may come back with its position
 * @param positioned whether the server watches that the client misses nothing
 * @param epoch empty when the channel has no stream
 * @param offset where it goes on from: the asked offset when recovered, since the client moves forward as it handles
 *     the publications, and else the newest offset of the stream
 * @param recovered whether {@code publications} are all that was missed
 * @param wasRecovering whether recovery was asked for
 * @param publications what was missed, oldest first
 * @param data one JSON value for the client; empty for none
 * @param delta whether publications may come as patches
 */
public record SubscribeResult(
        long ttl,
        boolean recoverable,
        boolean positioned,
        String epoch,
        long offset,
        boolean recovered,
        boolean wasRecovering,
        List<Publication> publications,
        byte[] data,
        boolean delta) {}
