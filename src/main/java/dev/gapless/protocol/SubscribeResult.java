package dev.gapless.protocol;

import java.util.List;

/**
 * What a client learns about its new subscription.
 *
 * @param offset where it goes on from: the asked offset when recovered, since the client moves forward as it handles
 *     the publications, and else the newest offset of the stream
 * @param wasRecovering whether recovery was asked for
 * @param publications what was missed, oldest first
 */
public record SubscribeResult(
        String epoch, long offset, boolean wasRecovering, boolean recovered, List<Publication> publications) {}
