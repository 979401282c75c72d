package dev.gapless.hub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's interest in one channel, from the request to the end. It is its own key: the same subscriber on the
 * same channel is the same subscription.
 */
final class Subscription extends Bag.Item {

    /** What the subscription waits for, in the order in which it goes through. */
    enum State {
        /** For the first order of publications. */
        ORDER,
        /** For the answer to what the channel follows. */
        FOLLOWS,
        /** For this hub to come as far as the subscriber has been. */
        POSITION,
        /** For nothing: it is live. */
        LIVE,
        /** For nothing any more. */
        ENDED
    }

    /** Tells apart those who wait for the same. */
    final long number;

    final String channelName;
    final Subscriber subscriber;
    final @Nullable StreamPosition since;

    State state = State.ORDER;
    /** Where it is live or waits; null while it waits for the first order. */
    @Nullable Channel channel;
    /** Since when it has been in a state of waiting, in milliseconds since 1970. */
    long waitingSince;

    /** The position of the hub when the subscription went live. */
    long joinOffset;

    /** The offset that the subscriber kept then, or was sent later when nothing else happened. */
    long savedOffset;

    Subscription(long number, String channelName, Subscriber subscriber, @Nullable StreamPosition since) {
        this.number = number;
        this.channelName = channelName;
        this.subscriber = subscriber;
        this.since = since;
    }

    /** How far the subscriber says that it has come; only of one that says so. */
    long sinceOffset() {
        return Objects.requireNonNull(since).offset();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subscription that
                && that.subscriber == subscriber
                && that.channelName.equals(channelName);
    }

    @Override
    public int hashCode() {
        return 31 * channelName.hashCode() + System.identityHashCode(subscriber);
    }
}
