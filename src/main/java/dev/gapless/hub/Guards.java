package dev.gapless.hub;

import java.util.List;

/**
 * Which subscriptions hold only as long as some channel follows a topic. The channel is known for as long as they are
 * there, so that it is heard when it stops.
 */
final class Guards {

    /** A subscription's place at what its guard is about. */
    static final class Guarded extends Bag.Item {
        final Subscription subscription;
        final Following following;

        Guarded(Subscription subscription, Following following) {
            this.subscription = subscription;
            this.following = following;
        }
    }

    private Guards() {}

    /** Whether the guard holds, by a channel whose topics are known. If so the subscription depends on it from here on. */
    static boolean admit(Subscription subscription, Guard guard, Channel channel) {
        assert channel.loaded && subscription.guarded == null;
        Following following = channel.follows.get(guard.topic());
        if (following == null) {
            return false;
        }
        Guarded guarded = new Guarded(subscription, following);
        subscription.guarded = guarded;
        following.guards().add(guarded);
        channel.guards++;
        return true;
    }

    /** The subscription depends on no guard any more. */
    static void release(Subscription subscription, long now) {
        Guarded guarded = subscription.guarded;
        if (guarded != null) {
            subscription.guarded = null;
            guarded.following.guards().remove(guarded);
            Channel channel = guarded.following.channel;
            channel.guards--;
            channel.lastUse = now;
        }
    }

    /** The subscriptions that depend on this. */
    static List<Subscription> of(Following following) {
        return following.isGuarding()
                ? following.guards().toList().stream()
                        .map(guarded -> guarded.subscription)
                        .toList()
                : List.of();
    }
}
