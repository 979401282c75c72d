package dev.gapless.gateway;

import dev.gapless.gateway.token.Check;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Whom a connection token lets in, or none, and whom a new one lets stay: sections 2 and 4.2 of the protocol. Answers are
 * there at once, unless a token's key has to be fetched. Whether a login has ended is not asked here.
 */
final class Credentials {
    sealed interface Decision {
        /**
         * The client may connect, or stay.
         *
         * @param refreshes whether it may bring new tokens: one that came without any may not
         */
        record Accepted(ConnectionClaims claims, boolean refreshes) implements Decision {}

        /** The command is answered with an error. */
        record Refused(ErrorCode why) implements Decision {}

        /** The client has to go. */
        record TurnedAway(Disconnect why) implements Decision {}
    }

    private static final Decision BAD_REQUEST = new Decision.TurnedAway(Disconnect.BAD_REQUEST);
    private static final Decision INVALID = new Decision.TurnedAway(Disconnect.INVALID_TOKEN);

    private final Tokens tokens;
    private final GatewaySettings settings;
    private final InstantSource clock;

    Credentials(Tokens tokens, GatewaySettings settings, InstantSource clock) {
        this.tokens = tokens;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param token empty if the client has brought none */
    CompletableFuture<Decision> connect(String token) {
        if (token.isEmpty()) {
            boolean welcome = settings.insecure() || settings.allowAnonymous();
            return CompletableFuture.completedFuture(
                    welcome ? new Decision.Accepted(ConnectionClaims.ANONYMOUS, false) : BAD_REQUEST);
        }
        return tokens.checkConnection(token).thenApply(check -> switch (check) {
            case Check.Valid<ConnectionClaims> valid -> connect(valid.claims());
            case Check.Expired<ConnectionClaims> expired -> new Decision.Refused(ErrorCode.TOKEN_EXPIRED);
            case Check.Undecided<ConnectionClaims> undecided -> new Decision.Refused(ErrorCode.INTERNAL);
            case Check.Invalid<ConnectionClaims> invalid -> INVALID;
        });
    }

    private Decision connect(ConnectionClaims claims) {
        if (claims.user().isEmpty() && settings.disallowAnonymousTokens()) {
            return new Decision.TurnedAway(Disconnect.PERMISSION_DENIED);
        }
        return accepted(claims);
    }

    /**
     * Decides about a new token of a connected client.
     *
     * @param present who the client is
     * @param refreshes whether it may bring new tokens at all
     */
    CompletableFuture<Decision> refresh(String token, ConnectionClaims present, boolean refreshes) {
        if (token.isEmpty() || !refreshes) {
            return CompletableFuture.completedFuture(BAD_REQUEST);
        }
        return tokens.checkConnection(token).thenApply(check -> switch (check) {
            case Check.Valid<ConnectionClaims> valid -> refresh(valid.claims(), present);
            case Check.Expired<ConnectionClaims> expired -> new Decision.TurnedAway(Disconnect.EXPIRED);
            case Check.Undecided<ConnectionClaims> undecided -> new Decision.Refused(ErrorCode.INTERNAL);
            case Check.Invalid<ConnectionClaims> invalid -> INVALID;
        });
    }

    private Decision refresh(ConnectionClaims claims, ConnectionClaims present) {
        if (!claims.user().equals(present.user())) {
            return INVALID;
        }
        if (!claims.channels().keySet().equals(present.channels().keySet())) {
            // It comes back, and then has the channels that its new token names.
            return new Decision.TurnedAway(Disconnect.INSUFFICIENT_STATE);
        }
        return accepted(claims);
    }

    private Decision accepted(ConnectionClaims claims) {
        if (settings.insecure()) {
            return new Decision.Accepted(claims.expiring(Expiry.NEVER), true);
        }
        return claims.expires() <= clock.millis()
                ? new Decision.Refused(ErrorCode.EXPIRED)
                : new Decision.Accepted(claims, true);
    }
}
