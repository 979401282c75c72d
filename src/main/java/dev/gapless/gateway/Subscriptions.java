package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.hub.Guard;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Unsubscribe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one session. Changed by its commands, by the server, and by the hub's thread when a subscription fails
 * or ends; guarded by its own monitor, under which neither the hub nor the session is called.
 */
final class Subscriptions {
    private final Session session;
    private final Gateway gateway;
    private final Map<String, Subscription> byChannel = new HashMap<>(2);
    private boolean ended;

    Subscriptions(Session session, Gateway gateway) {
        this.session = session;
        this.gateway = gateway;
    }

    Session session() {
        return session;
    }

    Gateway gateway() {
        return gateway;
    }

    /** Why there cannot be another subscription, to this channel; null if there can. */
    synchronized @Nullable ErrorCode refusal(String channel) {
        if (byChannel.containsKey(channel)) {
            return ErrorCode.ALREADY_SUBSCRIBED;
        }
        return byChannel.size() < gateway.settings().channelsPerConnection() ? null : ErrorCode.LIMIT_EXCEEDED;
    }

    /**
     * Makes a subscription; its answer tells what comes of it.
     *
     * @param guard what has to hold meanwhile; null for nothing
     * @return false if there is one to the same channel already
     */
    boolean begin(Subscription subscription, @Nullable Guard guard) {
        synchronized (this) {
            if (byChannel.putIfAbsent(subscription.channel(), subscription) != null) {
                return false;
            }
        }
        if (subscription.expires() != Expiry.NEVER) {
            expire();
        }
        gateway.hub().subscribe(subscription.channel(), subscription, subscription.since(), guard);
        if (hasEnded()) {
            // The session may have ended, and told the hub so, just before the hub was asked to subscribe.
            leave(subscription, () -> {});
        }
        return true;
    }

    synchronized @Nullable Subscription get(String channel) {
        return byChannel.get(channel);
    }

    /** The subscription to a channel, if it stands; null if the client is not subscribed. */
    @Nullable Subscription standing(String channel) {
        Subscription subscription = get(channel);
        return subscription != null && subscription.stands() ? subscription : null;
    }

    /** Done when no subscribe to the channel is under way: at once if there is none, else on the hub's thread. */
    CompletableFuture<Void> settled(String channel) {
        Subscription subscription = get(channel);
        return subscription == null ? Commands.DONE : settled(subscription);
    }

    private static CompletableFuture<Void> settled(Subscription subscription) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        return subscription.waits(() -> settled.complete(null)) ? settled : Commands.DONE;
    }

    /** The channels that the client is subscribed to now, whoever wanted it. */
    List<String> channels() {
        List<String> channels = new ArrayList<>();
        for (Subscription subscription : all()) {
            if (subscription.stands()) {
                channels.add(subscription.channel());
            }
        }
        return channels;
    }

    synchronized List<Subscription> all() {
        return List.copyOf(byChannel.values());
    }

    /** Unsubscribes as the client asks; waits for a subscribe that is still under way. */
    CompletableFuture<Void> unsubscribe(long id, String channel) {
        return unsubscribe(channel, () -> session.send(new Reply.Unsubscribed(id)));
    }

    /** Unsubscribes as the server wishes; likewise. The client is told in any case. */
    CompletableFuture<Void> unsubscribe(String channel, Unsubscribe why) {
        return unsubscribe(channel, () -> session.send(new Reply.UnsubscribePush(channel, why)));
    }

    private CompletableFuture<Void> unsubscribe(String channel, Runnable done) {
        Subscription subscription = get(channel);
        if (subscription == null) {
            done.run();
            return Commands.DONE;
        }
        CompletableFuture<Void> settled = settled(subscription);
        if (!settled.isDone()) {
            session.deadlines()
                    .set(
                            Deadline.SUBSCRIBE,
                            gateway.settings().subscribeTimeout().toMillis());
            return settled.thenComposeAsync(
                    nothing -> {
                        session.deadlines().clear(Deadline.SUBSCRIBE);
                        return unsubscribe(channel, done);
                    },
                    gateway.writers());
        }
        leave(subscription, done);
        return Commands.DONE;
    }

    /** Forgets a subscription, of which the hub is told otherwise. */
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

    /** What the client is to others has changed. */
    void renew() {
        for (Subscription subscription : all()) {
            subscription.renew();
        }
    }

    /** Sees when to look again, and ends subscriptions whose time is up. */
    void expire() {
        long delay = gateway.settings().expiredSubCloseDelay().toMillis();
        long now = gateway.clock().millis();
        long next = Expiry.NEVER;
        List<Subscription> expired = new ArrayList<>(0);
        for (Subscription subscription : all()) {
            long expires = subscription.expires();
            if (expires != Expiry.NEVER && expires + delay <= now) {
                expired.add(subscription);
            } else {
                next = Math.min(next, expires);
            }
        }
        if (next != Expiry.NEVER) {
            // Another that begins meanwhile, and is not among these, may end sooner.
            session.deadlines().setAtLatest(Deadline.SUBSCRIPTION, next + delay - now);
        }
        expired.forEach(this::expire);
    }

    private void expire(Subscription subscription) {
        if (subscription.isServerSide()) {
            session.disconnect(Disconnect.SUBSCRIPTION_EXPIRED);
        } else {
            var unused = unsubscribe(subscription.channel(), Unsubscribe.EXPIRED);
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private void leave(Subscription subscription, Runnable done) {
        // It has ended in every respect before there can be another to the same channel.
        subscription.end();
        remove(subscription);
        gateway.hub().unsubscribe(subscription.channel(), subscription, done);
    }
}
