package dev.gapless.gateway.token;

import org.jspecify.annotations.Nullable;

/**
 * What a token says about one subscription.
 *
 * @param info what others in the channel learn about the client besides who it is; one JSON value, or null for nothing
 * @param data handed to the client with the subscription; one JSON value, or null for nothing
 * @param overrides what shall be otherwise than the channel's options say
 */
public record ChannelClaims(byte @Nullable [] info, byte @Nullable [] data, Overrides overrides) {
    public static final ChannelClaims NONE = new ChannelClaims(null, null, Overrides.NOTHING);

    /**
     * What this base64 stands for, as {@code info} and {@code data} are: one JSON value, in one line. Bytes that are no JSON
     * become the text of their base64.
     *
     * @throws IllegalArgumentException when it is no base64
     */
    public static byte[] json(String base64) {
        return Claims.json(base64);
    }

    /** Options of a channel that a token switches on or off for one subscription; null leaves one as it is. */
    public record Overrides(
            @Nullable Boolean presence,
            @Nullable Boolean joinLeave,
            @Nullable Boolean forceRecovery,
            @Nullable Boolean forcePositioning,
            @Nullable Boolean forcePushJoinLeave) {
        public static final Overrides NOTHING = new Overrides(null, null, null, null, null);
    }
}
