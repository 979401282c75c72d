package dev.gapless.gateway.token;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection token says (section 4.1 of the protocol).
 *
 * @param user who the client is; empty if it stays anonymous
 * @param login the login that the token was made for; empty if it was made without one
 * @param issued when the token was made, in ms since 1970; 0 if it does not say
 * @param expires until when the connection may last without a new token; see {@link Expiry}
 * @param info what others learn about the client; one JSON value, or null for nothing
 * @param channels what the server subscribes the client to
 */
public record ConnectionClaims(
        String user,
        String login,
        long issued,
        long expires,
        byte @Nullable [] info,
        Map<String, ChannelClaims> channels) {
    /** A client that has brought no token. */
    public static final ConnectionClaims ANONYMOUS = new ConnectionClaims("", "", 0, Expiry.NEVER, null, Map.of());

    /** The same with another end. */
    public ConnectionClaims expiring(long at) {
        return new ConnectionClaims(user, login, issued, at, info, channels);
    }

    /** The same with something else that others learn about the client. */
    public ConnectionClaims informing(byte[] others) {
        return new ConnectionClaims(user, login, issued, expires, others, channels);
    }
}
