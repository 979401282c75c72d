package dev.gapless.hub;

import dev.gapless.hub.Guards.Guarded;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's interest in one channel, from the request to the end. It is its own key: the same subscriber on the
 * same channel is the same subscription.
 */
final class Subscription extends Request {
    final Subscriber subscriber;
    final @Nullable Guard guard;

    /** Its place at what the guard is about, from when that is known to hold; null without a guard. */
    @Nullable Guarded guarded;

    /** The position of the hub when the subscription went live. */
    long joinOffset;

    /** The offset that the subscriber kept then, or was sent later when nothing else happened. */
    long savedOffset;

    Subscription(
            long number,
            String channelName,
            Subscriber subscriber,
            @Nullable StreamPosition since,
            @Nullable Guard guard) {
        super(number, channelName, since);
        this.subscriber = subscriber;
        this.guard = guard;
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
