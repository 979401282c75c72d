package dev.gapless.gateway;

import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.protocol.ClientInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection.
 *
 * @param client names the connection; empty as long as the client has not connected
 * @param claims what its token says
 * @param refreshes whether it may bring new tokens
 */
record Identity(String client, ConnectionClaims claims, boolean refreshes) {
    /** A client that has yet to say who it is. */
    static final Identity UNKNOWN = new Identity("", ConnectionClaims.ANONYMOUS, false);

    /** Empty if the client is anonymous. */
    String user() {
        return claims.user();
    }

    Identity with(ConnectionClaims others) {
        return new Identity(client, others, refreshes);
    }

    /**
     * Who the client is to others.
     *
     * @param chanInfo what it is in one channel; null for nothing
     */
    ClientInfo toOthers(byte @Nullable [] chanInfo) {
        return new ClientInfo(user(), client, claims.info(), chanInfo);
    }
}
