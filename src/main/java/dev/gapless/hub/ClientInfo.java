package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/**
 * The client that a publication comes from. Opaque to the hub, which only carries it; the arrays are shared and must
 * never be written to.
 *
 * @param user the user's id; empty for an anonymous one
 * @param client the connection's id
 * @param connInfo what the connection's token says about its user
 * @param chanInfo what the subscription's token says about its user
 */
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {

    /** What it takes, about, in bytes. */
    int bytes() {
        return user.length() + client.length() + length(connInfo) + length(chanInfo);
    }

    private static int length(byte @Nullable [] info) {
        return info == null ? 0 : info.length;
    }
}
