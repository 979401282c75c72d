package dev.gapless.hub;

import dev.gapless.hub.Subscription.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The subscriptions that cannot be answered yet, each with what it waits for. Nobody waits here for ever. */
final class WaitingRoom {
    /**
     * How long one may wait for a position that this hub has not reached, or for the answer to a load. Well below the 5
     * seconds after which clients stop waiting for a reply: an answer that comes later is heard by nobody.
     */
    static final long PATIENCE_MILLIS = 3_000;

    /** All, the longest waiting first. */
    private final LinkedHashSet<Subscription> all = new LinkedHashSet<>();

    /** Those who wait for a position, the nearest first. */
    private final TreeSet<Subscription> ahead = new TreeSet<>(
            Comparator.comparingLong(Subscription::sinceOffset).thenComparingLong(subscription -> subscription.number));

    int size() {
        return all.size();
    }

    /**
     * Takes one in.
     *
     * @param channel where it waits; none as long as it waits for the first order
     */
    void add(Subscription subscription, State state, @Nullable Channel channel, long now) {
        subscription.state = state;
        subscription.channel = channel;
        subscription.waitingSince = now;
        all.add(subscription);
        if (state == State.POSITION) {
            ahead.add(subscription);
        }
        if (channel != null) {
            channel.waiting.add(subscription);
        }
    }

    void remove(Subscription subscription) {
        all.remove(subscription);
        if (subscription.state == State.POSITION) {
            ahead.remove(subscription);
        }
        if (subscription.channel != null) {
            subscription.channel.waiting.remove(subscription);
        }
    }

    /** Takes all out. */
    List<Subscription> clear() {
        List<Subscription> former = List.copyOf(all);
        former.forEach(this::remove);
        return former;
    }

    /** Takes out one that waited for this offset or an earlier one. */
    @Nullable Subscription pollReached(long offset) {
        if (ahead.isEmpty() || ahead.first().sinceOffset() > offset) {
            return null;
        }
        Subscription reached = ahead.first();
        remove(reached);
        return reached;
    }

    /** Those who have waited long enough. For the first order everybody waits as long as it takes. */
    List<Subscription> impatient(long now) {
        List<Subscription> impatient = new ArrayList<>();
        for (Subscription subscription : all) {
            if (now - subscription.waitingSince < PATIENCE_MILLIS) {
                break;
            }
            if (subscription.state != State.ORDER) {
                impatient.add(subscription);
            }
        }
        return impatient;
    }
}
