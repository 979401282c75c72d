package dev.gapless.gateway;

import dev.gapless.gateway.Credentials.Decision;
import dev.gapless.gateway.ServerSubscriptions.Plan;
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
        return gateway.credentials().connect(request.token()).thenCompose(decision -> switch (decision) {
            case Decision.Accepted accepted -> connect(session, id, accepted, request.subs());
            case Decision.Refused refused -> refuse(session, id, refused.why());
            case Decision.TurnedAway turnedAway -> turnAway(session, turnedAway.why());
        });
    }

    /** Answers the connect with an error, after which nothing can be done with the connection. */
    private static CompletableFuture<Void> refuse(Session session, long id, ErrorCode error) {
        session.refused();
        session.send(new Reply.Refused(id, error));
        return Commands.DONE;
    }

    private static CompletableFuture<Void> turnAway(Session session, Disconnect why) {
        session.disconnect(why);
        return Commands.DONE;
    }

    private CompletableFuture<Void> connect(
            Session session, long id, Decision.Accepted who, Map<String, Request.Resume> resumes) {
        ConnectionClaims claims = who.claims();
        if (claims.channels().size() > gateway.settings().channelsPerConnection()) {
            return turnAway(session, Disconnect.CHANNEL_LIMIT);
        }
        return switch (gateway.serverSubscriptions().plan(claims, resumes)) {
            case Plan.Impossible impossible -> refuse(session, id, impossible.why());
            case Plan.Possible plan -> {
                enter(session, who);
                yield session.isConnected() ? begin(session, id, claims, plan) : Commands.DONE;
            }
        };
    }

    private void enter(Session session, Decision.Accepted who) {
        ConnectionClaims claims = who.claims();
        if (!gateway.connections().join(claims.user(), session)) {
            session.disconnect(Disconnect.CONNECTION_LIMIT);
        } else if (!session.connected(who)) {
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
        Identity present = session.identity();
        return gateway.credentials()
                .refresh(request.token(), present.claims(), present.refreshes())
                .thenAccept(decision -> {
                    switch (decision) {
                        case Decision.Accepted accepted -> refresh(session, id, accepted.claims());
                        case Decision.Refused refused -> session.send(new Reply.Refused(id, refused.why()));
                        case Decision.TurnedAway turnedAway -> session.disconnect(turnedAway.why());
                    }
                });
    }

    private void refresh(Session session, long id, ConnectionClaims claims) {
        session.refreshed(claims);
        if (gateway.endedLogins().contains(claims)) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        } else {
            session.send(new Reply.Refreshed(id, session.client(), gateway.version(), secondsLeft(claims)));
        }
    }

    private long secondsLeft(ConnectionClaims claims) {
        return Expiry.secondsLeft(claims.expires(), gateway.clock().millis());
    }
}
