package dev.gapless.hub;

import dev.gapless.hub.Recovery.NotAsked;
import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.StateLost;
import dev.gapless.hub.Request.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of channels, from the request to the end.
 *
 * <p>A request goes through the states of {@link Request.State} in {@link #proceed}. A subscription is decided in a single
 * step at the end, so nothing can be published between what it recovers and what it receives live. A question ends
 * there.
 *
 * <p>A subscription with a guard depends on it from the moment at which it is seen to hold, whatever else the subscription
 * still waits for.
 */
final class Subscriptions {
    private static final Logger log = System.getLogger(Hub.class.getName());

    private final InstantSource clock;
    private final Streams streams;
    private final Channels channels;
    private final Listeners listeners;

    /** All subscriptions, each under itself. */
    private final Map<Subscription, Subscription> all = new HashMap<>();

    /** Those of them that are not live yet, and questions. */
    private final WaitingRoom waitingRoom = new WaitingRoom();

    private long numbers;

    Subscriptions(InstantSource clock, Streams streams, Channels channels, Listeners listeners) {
        this.clock = clock;
        this.streams = streams;
        this.channels = channels;
        this.listeners = listeners;
    }

    int live() {
        return all.size() - waitingRoom.subscriptions();
    }

    int waiting() {
        return waitingRoom.size();
    }

    /** Forgets where everybody stood. Those who were live are to be told; those who wait are to {@link #proceed}. */
    Former begin() {
        List<Request> undecided = waitingRoom.clear();
        List<Subscription> live = new ArrayList<>();
        for (Subscription subscription : all.keySet()) {
            subscription.guarded = null;
            if (subscription.state == State.LIVE) {
                live.add(subscription);
            }
        }
        for (Subscription subscription : live) {
            subscription.state = State.ENDED;
            all.remove(subscription);
        }
        return new Former(live, undecided);
    }

    /** Who was there when an order ended. */
    record Former(List<Subscription> live, List<Request> undecided) {}

    /** Goes on in a new order. */
    void resume(Former former, StreamPosition base, long now) {
        for (Subscription subscription : former.live()) {
            tell(subscription, subscription.subscriber::interrupted);
        }
        for (Request request : former.undecided()) {
            proceed(request, base, now);
        }
    }

    void subscribe(
            String channelName,
            Subscriber subscriber,
            @Nullable StreamPosition since,
            @Nullable Guard guard,
            @Nullable StreamPosition current) {
        Subscription subscription = new Subscription(++numbers, channelName, subscriber, since, guard);
        Subscription former = all.get(subscription);
        if (former != null) {
            end(former);
        }
        all.put(subscription, subscription);
        proceed(subscription, current, clock.millis());
    }

    void unsubscribe(String channelName, Subscriber subscriber) {
        Subscription subscription = all.get(new Subscription(0, channelName, subscriber, null, null));
        if (subscription != null) {
            end(subscription);
        }
    }

    void ask(
            String channelName,
            @Nullable StreamPosition since,
            int limit,
            boolean reverse,
            Consumer<History> answer,
            @Nullable StreamPosition current) {
        Question question = new Question(++numbers, channelName, since, limit, reverse, answer);
        proceed(question, current, clock.millis());
    }

    /** Goes on with those who waited to know what the channel follows. */
    void loaded(Channel channel, StreamPosition current, long now) {
        for (Request request : channel.waiting.toList()) {
            waitingRoom.remove(request);
            proceed(request, current, now);
        }
    }

    /** Goes on with those who waited for the hub to come so far. */
    void reached(StreamPosition current, long now) {
        Request reached = waitingRoom.pollReached(current.offset());
        while (reached != null) {
            proceed(reached, current, now);
            reached = waitingRoom.pollReached(current.offset());
        }
    }

    /** Ends those whose guard this was. */
    void revoke(Following former) {
        for (Subscription subscription : Guards.of(former)) {
            boolean live = subscription.state == State.LIVE;
            end(subscription);
            tell(subscription, live ? subscription.subscriber::revoked : subscription.subscriber::denied);
        }
    }

    /** Answers a request, or has it wait for what its answer needs. It is in no state of waiting now. */
    private void proceed(Request request, @Nullable StreamPosition current, long now) {
        if (current == null) {
            waitingRoom.add(request, State.ORDER, null, now);
            return;
        }
        if (request instanceof Subscription subscription && !passesGuard(subscription, now)) {
            return;
        }
        Channel channel = channels.findOrWant(request.channelName);
        if (!channel.loaded) {
            waitingRoom.add(request, State.FOLLOWS, channel, now);
            return;
        }
        switch (request) {
            case Question question -> {
                channel.lastUse = now;
                tell(question, streams.history(question, channel, current, now));
            }
            case Subscription subscription -> decide(subscription, channel, current, now);
        }
    }

    /** Whether the guard holds, if there is one. If not, the subscription has ended; or it waits for the answer. */
    private boolean passesGuard(Subscription subscription, long now) {
        Guard guard = subscription.guard;
        if (guard == null || subscription.guarded != null) {
            return true;
        }
        Channel channel = channels.findOrWant(guard.channel());
        if (!channel.loaded) {
            // Its own channel will be needed next, and can be asked for together with this one.
            channels.findOrWant(subscription.channelName);
            waitingRoom.add(subscription, State.FOLLOWS, channel, now);
            return false;
        }
        if (Guards.admit(subscription, guard, channel)) {
            return true;
        }
        subscription.state = State.ENDED;
        all.remove(subscription);
        tell(subscription, subscription.subscriber::denied);
        return false;
    }

    private void decide(Subscription subscription, Channel channel, StreamPosition current, long now) {
        StreamPosition since = subscription.since;
        if (since == null) {
            answer(subscription, channel, new NotAsked(), current, now);
        } else if (Streams.isOfAnotherOrder(since, current)) {
            answer(subscription, channel, new StateLost(Reason.EPOCH), current, now);
        } else if (since.offset() > current.offset()) {
            waitingRoom.add(subscription, State.POSITION, channel, now);
        } else {
            answer(subscription, channel, streams.recover(channel, since, now), current, now);
        }
    }

    private void answer(
            Subscription subscription, Channel channel, Recovery recovery, StreamPosition current, long now) {
        subscription.channel = channel;
        subscription.state = State.LIVE;
        listeners.join(subscription, channel, recovery, current.offset(), now);
        tell(subscription, () -> subscription.subscriber.subscribed(current, recovery));
    }

    private void end(Subscription subscription) {
        Channel channel = subscription.channel;
        leave(subscription);
        unwant(channel);
    }

    private void unwant(@Nullable Channel channel) {
        if (channel != null && channel.waiting.isEmpty()) {
            channels.unwant(channel);
        }
    }

    /** What the subscription's channel is made of may go on being asked for. */
    private void leave(Subscription subscription) {
        long now = clock.millis();
        all.remove(subscription);
        Guards.release(subscription, now);
        if (subscription.state != State.LIVE) {
            waitingRoom.remove(subscription);
        } else {
            listeners.leave(subscription, Objects.requireNonNull(subscription.channel), now);
        }
        subscription.state = State.ENDED;
    }

    /** Answers those who have waited long enough with what there is. */
    void endWaiting(StreamPosition current, long now) {
        for (Request request : waitingRoom.impatient(now)) {
            switch (request) {
                case Question question -> {
                    waitingRoom.remove(question);
                    unwantIfFailing(question.channel);
                    tell(question, new History.Unavailable());
                }
                case Subscription subscription -> endWaiting(subscription, current, now);
            }
        }
    }

    private void endWaiting(Subscription subscription, StreamPosition current, long now) {
        if (subscription.state == State.POSITION && subscription.channel != null) {
            waitingRoom.remove(subscription);
            answer(subscription, subscription.channel, new StateLost(Reason.AHEAD), current, now);
        } else {
            leave(subscription);
            unwantIfFailing(subscription.channel);
            tell(subscription, subscription.subscriber::unavailable);
        }
    }

    /** Else who tries again will find the answer: the channel keeps its place among the questions to the loader. */
    private void unwantIfFailing(@Nullable Channel channel) {
        if (channels.isFailing()) {
            unwant(channel);
        }
    }

    private void tell(Subscription subscription, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            drop(subscription, failure);
        }
    }

    private static void tell(Question question, History history) {
        try {
            question.answer.accept(history);
        } catch (RuntimeException | Error failure) {
            log.log(Level.WARNING, "Who asked for the history of " + question.channelName + " failed", failure);
        }
    }

    /** Ends the subscription of one that failed when it was called. */
    void drop(Subscription subscription, Throwable failure) {
        log.log(Level.WARNING, "A subscriber to " + subscription.channelName + " failed and is dropped", failure);
        if (subscription.state != State.ENDED) {
            end(subscription);
        }
    }
}
