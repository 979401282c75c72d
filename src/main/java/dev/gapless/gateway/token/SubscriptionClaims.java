package dev.gapless.gateway.token;

/**
 * What a subscription token says (section 4.1 of the protocol).
 *
 * @param user whose connections may use it; empty for those of anonymous clients
 * @param channel the one channel that it is for
 * @param client the one connection that may use it; empty for any
 * @param expires until when the subscription may last without a new token; see {@link Expiry}
 */
public record SubscriptionClaims(String user, String channel, String client, long expires, ChannelClaims details) {}
