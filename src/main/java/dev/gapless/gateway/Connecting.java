package dev.gapless.gateway;

import dev.gapless.gateway.ServerSubscriptions.Plan;
import dev.gapless.gateway.token.Check;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import dev.gapless.protocol.SubscribeResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Lets clients in that say who they are, and lets them stay: sections 2 and 4.2 of the protocol. */
final class Connecting {
    private static final byte[] NOTHING = new byte[0];

    private final Gateway gateway;

    Connecting(Gateway gateway) {
        this.gateway = gateway;
    }

    CompletableFuture<Void> connect(Session session, long id, Request.Connect request) {
        if (request.token().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return Commands.DONE;
        }
        return gateway.tokens().checkConnection(request.token()).thenCompose(token -> switch (token) {
            case Check.Valid<ConnectionClaims> valid -> connect(session, id, valid.claims(), request.subs());
            case Check.Expired<ConnectionClaims> expired -> refuse(session, id, ErrorCode.TOKEN_EXPIRED);
            case Check.Undecided<ConnectionClaims> undecided -> refuse(session, id, ErrorCode.INTERNAL);
            case Check.Invalid<ConnectionClaims> invalid -> {
                session.disconnect(Disconnect.INVALID_TOKEN);
                yield Commands.DONE;
            }
        });
    }

    /** Answers the connect with an error, after which nothing can be done with the connection. */
    private static CompletableFuture<Void> refuse(Session session, long id, ErrorCode error) {
        session.refused();
        session.send(new Reply.Refused(id, error));
        return Commands.DONE;
    }

    private CompletableFuture<Void> connect(
            Session session, long id, ConnectionClaims claims, Map<String, Request.Resume> resumes) {
        if (claims.channels().size() > gateway.settings().channelsPerConnection()) {
            session.disconnect(Disconnect.CHANNEL_LIMIT);
            return Commands.DONE;
        }
        return switch (gateway.serverSubscriptions().plan(claims, resumes)) {
            case Plan.Impossible impossible -> refuse(session, id, impossible.why());
            case Plan.Possible plan -> {
                enter(session, claims);
                yield session.isConnected() ? begin(session, id, claims, plan) : Commands.DONE;
            }
        };
    }

    private void enter(Session session, ConnectionClaims claims) {
        if (!gateway.connections().join(claims.user(), session)) {
            session.disconnect(Disconnect.CONNECTION_LIMIT);
        } else if (!session.connected(claims)) {
            gateway.connections().leave(claims.user(), session);
        } else if (gateway.endedLogins().contains(claims)) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        }
    }

    /** The reply comes first, and tells what came of the subscriptions; so it has to wait for them, and all else for it. */
    private CompletableFuture<Void> begin(Session session, long id, ConnectionClaims claims, Plan.Possible plan) {
        return gateway.serverSubscriptions()
                .make(session, plan)
                .thenAccept(results -> session.sendFirst(connected(session, id, claims, results)));
    }

    private Reply connected(Session session, long id, ConnectionClaims claims, Map<String, SubscribeResult> results) {
        return new Reply.Connected(
                id,
                session.client(),
                gateway.version(),
                secondsLeft(claims),
                NOTHING,
                results,
                gateway.pingSeconds(),
                true,
                session.name(),
                session.name().isEmpty() ? "" : gateway.node());
    }

    CompletableFuture<Void> refresh(Session session, long id, Request.Refresh request) {
        if (request.token().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return Commands.DONE;
        }
        return gateway.tokens().checkConnection(request.token()).thenAccept(token -> {
            switch (token) {
                case Check.Valid<ConnectionClaims> valid -> refresh(session, id, valid.claims());
                case Check.Expired<ConnectionClaims> expired -> session.disconnect(Disconnect.EXPIRED);
                case Check.Undecided<ConnectionClaims> undecided ->
                    session.send(new Reply.Refused(id, ErrorCode.INTERNAL));
                case Check.Invalid<ConnectionClaims> invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            }
        });
    }

    private void refresh(Session session, long id, ConnectionClaims claims) {
        ConnectionClaims present = session.claims();
        if (present == null || !claims.user().equals(present.user())) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        } else if (!claims.channels().keySet().equals(present.channels().keySet())) {
            // It comes back, with the subscriptions that its new token names.
            session.disconnect(Disconnect.INSUFFICIENT_STATE);
        } else {
            session.identified(claims);
            if (gateway.endedLogins().contains(claims)) {
                session.disconnect(Disconnect.INVALID_TOKEN);
            } else {
                session.send(new Reply.Refreshed(id, session.client(), gateway.version(), secondsLeft(claims)));
            }
        }
    }

    private long secondsLeft(ConnectionClaims claims) {
        return Expiry.secondsLeft(claims.expires(), gateway.clock().millis());
    }
}
