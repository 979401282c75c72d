package dev.gapless.hub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something asked of a channel, which may have to wait for its answer. */
abstract sealed class Request extends Bag.Item permits Subscription, Question {

    /** What the request waits for, in the order in which it goes through. */
    enum State {
        /** For the first order of publications. */
        ORDER,
        /** For the answer to what its channel, or that of its guard, follows. */
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
    final @Nullable StreamPosition since;

    State state = State.ORDER;
    /** Where it is live or waits; null while it waits for the first order. */
    @Nullable Channel channel;
    /** Since when it has waited, for the first order or else for whatever came after that, in milliseconds since 1970. */
    long waitingSince;

    Request(long number, String channelName, @Nullable StreamPosition since) {
        this.number = number;
        this.channelName = channelName;
        this.since = since;
    }

    /** The asked position's offset; only of one that has asked from a position. */
    long sinceOffset() {
        return Objects.requireNonNull(since).offset();
    }
}
