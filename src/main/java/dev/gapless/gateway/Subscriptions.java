package dev.gapless.gateway;

import dev.gapless.gateway.ChannelPolicy.Access;
import dev.gapless.gateway.Tokens.Check;
import dev.gapless.gateway.Tokens.Claims;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one session. Changed by its commands, and by the hub's thread when a subscription fails or is
 * interrupted; guarded by its own monitor, under which neither the hub nor the session is called.
 */
final class Subscriptions {
    private static final String FOSSIL = "fossil";

    private final Session session;
    private final Gateway gateway;
    private final Map<String, Subscription> byChannel = new HashMap<>(2);
    private final Budget budget;
    private boolean ended;

    Subscriptions(Session session, Gateway gateway) {
        this.session = session;
        this.gateway = gateway;
        this.budget = new Budget(gateway.settings().subscribesPerSecond());
    }

    /** Subscribes, or refuses to; the checks and their order are the protocol's. */
    void subscribe(long id, Request.Subscribe request) {
        String channel = request.channel();
        Claims user = session.claims();
        boolean deltaUnknown = !request.delta().isEmpty() && !request.delta().equals(FOSSIL);
        if (user == null || channel.isEmpty() || deltaUnknown) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return;
        }
        ErrorCode refusal = budget.take(gateway.timers().now()) ? refusal(channel) : ErrorCode.TOO_MANY_REQUESTS;
        if (refusal == null && !request.token().isEmpty()) {
            switch (gateway.tokens().checkSubscription(request.token())) {
                case Check.Expired expired -> refusal = ErrorCode.TOKEN_EXPIRED;
                case Check.Invalid invalid -> refusal = ErrorCode.PERMISSION_DENIED;
                case Check.Valid valid -> {
                    Claims token = valid.claims();
                    if (token.user() != user.user() || !token.channel().equals(channel)) {
                        session.disconnect(Disconnect.INVALID_TOKEN);
                        return;
                    }
                }
            }
        }
        if (refusal == null && gateway.policy().subscribe(user.user(), channel) == Access.DENIED) {
            refusal = ErrorCode.PERMISSION_DENIED;
        }
        if (refusal == null && (request.filtered() || request.type() != 0)) {
            refusal = ErrorCode.BAD_REQUEST;
        }
        if (refusal != null) {
            session.send(new Reply.Refused(id, refusal));
            return;
        }
        begin(new Subscription(this, session, gateway.sharing(), id, request), request);
    }

    private synchronized @Nullable ErrorCode refusal(String channel) {
        if (channel.length() > gateway.settings().channelLength()) {
            return ErrorCode.BAD_REQUEST;
        }
        if (byChannel.containsKey(channel)) {
            return ErrorCode.ALREADY_SUBSCRIBED;
        }
        if (byChannel.size() >= gateway.settings().channelsPerConnection()) {
            return ErrorCode.LIMIT_EXCEEDED;
        }
        return isPrintableAscii(channel) ? null : ErrorCode.BAD_REQUEST;
    }

    private static boolean isPrintableAscii(String channel) {
        return channel.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private void begin(Subscription subscription, Request.Subscribe request) {
        String channel = request.channel();
        synchronized (this) {
            byChannel.put(channel, subscription);
        }
        StreamPosition since = request.recover() ? new StreamPosition(request.offset(), request.epoch()) : null;
        gateway.hub().subscribe(channel, subscription, since);
        if (hasEnded()) {
            // The session may have ended, and told the hub so, just before the hub was asked to subscribe.
            leave(subscription, () -> {});
        }
    }

    /**
     * Unsubscribes. False if the channel's subscribe is still under way, so that the caller has to wait.
     *
     * @param settled runs when the caller shall try again
     */
    boolean unsubscribe(long id, String channel, Runnable settled) {
        Subscription subscription = get(channel);
        if (subscription == null) {
            session.send(new Reply.Unsubscribed(id));
        } else if (subscription.waits(
                settled, gateway.settings().subscribeTimeout().toMillis())) {
            return false;
        } else {
            remove(subscription);
            leave(subscription, () -> session.send(new Reply.Unsubscribed(id)));
        }
        return true;
    }

    private synchronized @Nullable Subscription get(String channel) {
        return byChannel.get(channel);
    }

    /** Ends a subscription for the hub's own reasons; it hears nothing more of it. */
    synchronized void remove(Subscription subscription) {
        byChannel.remove(subscription.channel(), subscription);
    }

    /** The session is over. */
    void end() {
        List<Subscription> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(byChannel.values());
            byChannel.clear();
        }
        for (Subscription subscription : all) {
            leave(subscription, () -> {});
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    void leave(Subscription subscription, Runnable done) {
        subscription.end();
        gateway.hub().unsubscribe(subscription.channel(), subscription, done);
    }
}
