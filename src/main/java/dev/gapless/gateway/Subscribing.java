package dev.gapless.gateway;

import dev.gapless.gateway.channel.Access;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.channel.Wishes;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.Check;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.gateway.token.SubscriptionClaims;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import dev.gapless.protocol.SubscribeResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Subscribes clients, or refuses to: the checks and their order are section 4 of the protocol. */
final class Subscribing {
    private static final String FOSSIL = "fossil";
    private static final byte[] NOTHING = new byte[0];

    private final Gateway gateway;
    private final ChannelPolicy policy;

    Subscribing(Gateway gateway) {
        this.gateway = gateway;
        this.policy = gateway.policy();
    }

    CompletableFuture<Void> subscribe(Session session, long id, Request.Subscribe request) {
        if (request.channel().isEmpty() || !isDelta(request.delta())) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return Commands.DONE;
        }
        if (request.token().isEmpty()) {
            subscribe(session, id, request, null);
            return Commands.DONE;
        }
        return gateway.tokens()
                .checkSubscription(request.token())
                .thenAccept(token -> subscribe(session, id, request, token));
    }

    /** @param token what the request's token is; null if it has none */
    private void subscribe(
            Session session, long id, Request.Subscribe request, @Nullable Check<SubscriptionClaims> token) {
        switch (check(session, request, token)) {
            case Verdict.Granted granted -> begin(session, id, request, granted);
            case Verdict.Refused refused -> session.send(new Reply.Refused(id, refused.why()));
            case Verdict.ForeignToken foreign -> session.disconnect(Disconnect.INVALID_TOKEN);
        }
    }

    private sealed interface Verdict {
        record Granted(Channel channel, Access.Granted access, long expires, ChannelClaims details)
                implements Verdict {}

        record Refused(ErrorCode why) implements Verdict {}

        /** The token is for somebody or something else. */
        record ForeignToken() implements Verdict {}
    }

    private Verdict check(Session session, Request.Subscribe request, @Nullable Check<SubscriptionClaims> token) {
        if (policy.isTooLong(request.channel())) {
            return new Verdict.Refused(ErrorCode.BAD_REQUEST);
        }
        ErrorCode refusal = session.subscriptions().refusal(request.channel());
        if (refusal != null) {
            return new Verdict.Refused(refusal);
        }
        return switch (policy.find(request.channel())) {
            case Lookup.Refused refused -> new Verdict.Refused(refused.why());
            case Lookup.Found found -> check(session, request, found.channel(), token);
        };
    }

    private Verdict check(
            Session session, Request.Subscribe request, Channel channel, @Nullable Check<SubscriptionClaims> token) {
        return switch (token) {
            case null -> access(session, request, channel, null);
            case Check.Expired<SubscriptionClaims> expired -> new Verdict.Refused(ErrorCode.TOKEN_EXPIRED);
            case Check.Undecided<SubscriptionClaims> undecided -> new Verdict.Refused(ErrorCode.INTERNAL);
            case Check.Invalid<SubscriptionClaims> invalid -> new Verdict.Refused(ErrorCode.PERMISSION_DENIED);
            case Check.Valid<SubscriptionClaims> valid ->
                isFor(valid.claims(), session, channel.name())
                        ? access(session, request, channel, valid.claims())
                        : new Verdict.ForeignToken();
        };
    }

    private static boolean isFor(SubscriptionClaims token, Session session, String channel) {
        return token.user().equals(session.user())
                && token.channel().equals(channel)
                && (token.client().isEmpty() || token.client().equals(session.client()));
    }

    private Verdict access(
            Session session, Request.Subscribe request, Channel channel, @Nullable SubscriptionClaims token) {
        return switch (policy.subscribe(channel, session.user(), token != null)) {
            case Access.Refused refused -> new Verdict.Refused(refused.why());
            case Access.Granted granted -> {
                if (request.filtered() || request.type() != 0) {
                    yield new Verdict.Refused(ErrorCode.BAD_REQUEST);
                }
                long expires = token == null ? Expiry.NEVER : expires(token);
                if (expires <= gateway.clock().millis()) {
                    yield new Verdict.Refused(ErrorCode.EXPIRED);
                }
                yield new Verdict.Granted(
                        channel, granted, expires, token == null ? ChannelClaims.NONE : token.details());
            }
        };
    }

    private long expires(SubscriptionClaims token) {
        return gateway.settings().insecure() ? Expiry.NEVER : token.expires();
    }

    private void begin(Session session, long id, Request.Subscribe request, Verdict.Granted granted) {
        Wishes wishes = new Wishes(
                request.recoverable(),
                request.positioned(),
                request.joinLeave(),
                !request.delta().isEmpty());
        ChannelClaims details = granted.details();
        byte[] data = details.data();
        Subscription subscription = new Subscription(
                session.subscriptions(),
                granted.channel(),
                policy.features(granted.channel(), session.user(), wishes, details.overrides()),
                details.info(),
                false,
                granted.expires(),
                new Asked(
                        request.recover() ? new StreamPosition(request.offset(), request.epoch()) : null,
                        request.rejectsUnrecovered(),
                        data == null ? NOTHING : data,
                        new Replies(session, id)));
        if (!session.subscriptions().begin(subscription, granted.access().guard())) {
            session.send(new Reply.Refused(id, ErrorCode.ALREADY_SUBSCRIBED));
        }
    }

    /** Lets a subscription last longer that has a token. */
    CompletableFuture<Void> refresh(Session session, long id, Request.SubRefresh request) {
        Subscription subscription = session.subscriptions().get(request.channel());
        if (request.channel().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
        } else if (subscription == null) {
            session.send(new Reply.Refused(id, ErrorCode.PERMISSION_DENIED));
        } else if (request.token().isEmpty()) {
            session.send(new Reply.Refused(id, ErrorCode.BAD_REQUEST));
        } else {
            return gateway.tokens()
                    .checkSubscription(request.token())
                    .thenAccept(token -> refresh(session, id, subscription, token));
        }
        return Commands.DONE;
    }

    private void refresh(Session session, long id, Subscription subscription, Check<SubscriptionClaims> token) {
        switch (token) {
            case Check.Expired<SubscriptionClaims> expired -> session.send(new Reply.Refused(id, ErrorCode.EXPIRED));
            case Check.Undecided<SubscriptionClaims> undecided ->
                session.send(new Reply.Refused(id, ErrorCode.INTERNAL));
            case Check.Invalid<SubscriptionClaims> invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            case Check.Valid<SubscriptionClaims> valid -> refresh(session, id, subscription, valid.claims());
        }
    }

    private void refresh(Session session, long id, Subscription subscription, SubscriptionClaims token) {
        long now = gateway.clock().millis();
        long expires = expires(token);
        if (!isFor(token, session, subscription.channel())) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        } else if (expires <= now) {
            session.send(new Reply.Refused(id, ErrorCode.EXPIRED));
        } else {
            subscription.refresh(expires, token.details().info());
            session.send(new Reply.SubRefreshed(id, Expiry.secondsLeft(expires, now)));
        }
    }

    /** Answers the client's command. */
    private record Replies(Session session, long id) implements Answer {
        @Override
        public void made(SubscribeResult result) {
            session.send(new Reply.Subscribed(id, result));
        }

        @Override
        public void refused(ErrorCode why) {
            session.send(new Reply.Refused(id, why));
        }
    }

    /** Whether it is a kind of delta that there is, or none. */
    static boolean isDelta(String delta) {
        return delta.isEmpty() || delta.equals(FOSSIL);
    }
}
