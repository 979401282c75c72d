package dev.gapless.hub;

import dev.gapless.hub.Channels.Load;
import dev.gapless.hub.Outcome.Placed;
import dev.gapless.hub.Recovery.NotAsked;
import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.StateLost;
import dev.gapless.hub.Subscription.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a hub knows and decides, without threads: the state of {@link Hub}, which lends it one.
 *
 * <p>Every method is one step of the order of events and leaves the state whole, whatever subscribers do when they are
 * called: one that throws is dropped. None may call back into the core.
 *
 * <p>A subscription goes through the states of {@link Subscription.State} in {@link #proceed}, and is decided in a
 * single step at the end, so nothing can be published between what it recovers and what it receives live. Live
 * delivery needs no memory of what was sent where: offsets only rise, and a channel that had the newest one through
 * one topic ignores it from the next.
 */
final class HubCore {
    private static final Logger log = System.getLogger(Hub.class.getName());

    private final InstantSource clock;
    private final Topics topics;
    private final Channels channels;
    private final Listeners listeners;

    /** All subscriptions, each under itself. */
    private final Map<Subscription, Subscription> subscriptions = new HashMap<>();

    /** Those of them that are not live yet. */
    private final WaitingRoom waitingRoom = new WaitingRoom();

    private long numbers;

    /** Null before the first order. The only field that other threads read. */
    private volatile @Nullable StreamPosition position;

    HubCore(HubSettings settings, InstantSource clock, byte[] positionData) {
        this.clock = clock;
        long keepMillis = settings.historyTtl().toMillis();
        this.topics = new Topics(settings);
        this.channels = new Channels(topics, keepMillis);
        this.listeners = new Listeners(topics, channels, positionData, keepMillis, this::drop);
    }

    @Nullable StreamPosition position() {
        return position;
    }

    HubStats stats(int queued) {
        return new HubStats(
                topics.size(),
                topics.held(),
                topics.heldBytes(),
                channels.size(),
                subscriptions.size() - waitingRoom.size(),
                waitingRoom.size(),
                queued);
    }

    void begin(StreamPosition base) {
        List<Subscription> undecided = waitingRoom.clear();
        List<Subscription> live = new ArrayList<>();
        for (Subscription subscription : subscriptions.keySet()) {
            if (subscription.state == State.LIVE) {
                live.add(subscription);
            }
        }
        for (Subscription subscription : live) {
            subscription.state = State.ENDED;
            subscriptions.remove(subscription);
        }
        listeners.begin();
        channels.begin();
        topics.begin(base.offset());
        position = base;

        for (Subscription subscription : live) {
            tell(subscription, () -> subscription.subscriber.interrupted());
        }
        long now = clock.millis();
        for (Subscription subscription : undecided) {
            proceed(subscription, base, now);
        }
    }

    void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
        Publication publication = publish.publication();
        List<String> topicNames = publish.topics();
        List<Follow> follows = publish.follows();
        StreamPosition former = order();
        if (publication.offset() <= former.offset()) {
            return;
        }
        StreamPosition reached = new StreamPosition(publication.offset(), former.epoch());
        try {
            long now = clock.millis();
            position = reached;
            change(follows, true, now);
            for (String name : topicNames) {
                listeners.deliver(topics.append(name, publication), publication, now);
            }
            change(follows, false, now);
            wake(reached, now);
        } catch (RuntimeException | Error unexpected) {
            // Some may not have got it, and nobody knows who: let all of them ask what they missed.
            begin(reached);
            throw unexpected;
        }
        if (receipt != null) {
            List<Outcome> outcomes = Collections.nCopies(topicNames.size(), new Placed(reached.offset()));
            receipt.accept(new Receipt(reached, outcomes));
        }
    }

    void advance(long offset) {
        StreamPosition former = order();
        if (offset > former.offset()) {
            StreamPosition reached = new StreamPosition(offset, former.epoch());
            position = reached;
            wake(reached, clock.millis());
        }
    }

    void history(
            String channelName, @Nullable StreamPosition since, int limit, boolean reverse, Consumer<History> answer) {
        answer.accept(new History.Unavailable());
    }

    void subscribe(String channelName, Subscriber subscriber, @Nullable StreamPosition since, @Nullable Guard guard) {
        if (guard != null) {
            subscriber.denied();
            return;
        }
        Subscription subscription = new Subscription(++numbers, channelName, subscriber, since);
        Subscription former = subscriptions.get(subscription);
        if (former != null) {
            end(former);
        }
        long now = clock.millis();
        subscriptions.put(subscription, subscription);
        proceed(subscription, position, now);
    }

    void unsubscribe(String channelName, Subscriber subscriber) {
        Subscription subscription = subscriptions.get(new Subscription(0, channelName, subscriber, null));
        if (subscription != null) {
            end(subscription);
        }
    }

    /** What to ask the {@link FollowLoader} now; null for nothing. The answer is due through one of the next two. */
    @Nullable Load nextLoad() {
        return channels.nextLoad(clock.millis());
    }

    void loaded(Load load, Map<String, Set<String>> answer) {
        long now = clock.millis();
        if (!channels.loaded(load, answer, now)) {
            return;
        }
        StreamPosition current = order();
        for (String name : load.channels()) {
            Channel channel = channels.get(name);
            listeners.keep(channel, now);
            for (Subscription subscription : channel.waiting.toList()) {
                waitingRoom.remove(subscription);
                proceed(subscription, current, now);
            }
        }
    }

    void loadFailed(Load load) {
        channels.loadFailed(load, clock.millis());
    }

    /** What time brings about. To be called about once a second or more often. */
    void tick() {
        StreamPosition current = position;
        if (current == null) {
            return;
        }
        long now = clock.millis();
        topics.expire(now);
        channels.expire(now);
        endWaiting(current, now);
        listeners.lookAfter(current.offset(), now);
    }

    private StreamPosition order() {
        StreamPosition current = position;
        if (current == null) {
            throw new IllegalStateException("no order of publications has begun");
        }
        return current;
    }

    private void change(List<Follow> follows, boolean following, long now) {
        for (Follow follow : follows) {
            if (follow.following() == following) {
                channels.change(follow, now);
            }
        }
    }

    private void wake(StreamPosition current, long now) {
        Subscription reached = waitingRoom.pollReached(current.offset());
        while (reached != null) {
            proceed(reached, current, now);
            reached = waitingRoom.pollReached(current.offset());
        }
    }

    /** Answers a subscription, or has it wait for what its answer needs. It is in no state of waiting now. */
    private void proceed(Subscription subscription, @Nullable StreamPosition current, long now) {
        if (current == null) {
            waitingRoom.add(subscription, State.ORDER, null, now);
            return;
        }
        Channel channel = channels.findOrWant(subscription.channelName);
        StreamPosition since = subscription.since;
        if (!channel.loaded) {
            waitingRoom.add(subscription, State.FOLLOWS, channel, now);
        } else if (since == null) {
            answer(subscription, channel, new NotAsked(), current, now);
        } else if (!since.epoch().isEmpty() && !since.epoch().equals(current.epoch())) {
            answer(subscription, channel, new StateLost(Reason.EPOCH), current, now);
        } else if (since.offset() > current.offset()) {
            waitingRoom.add(subscription, State.POSITION, channel, now);
        } else {
            Recovery recovery = topics.recover(channel.follows.values(), since.offset(), now);
            answer(subscription, channel, recovery, current, now);
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
        if (channel != null && channel.waiting.isEmpty()) {
            channels.unwant(channel);
        }
    }

    /** What the subscription's channel is made of may go on being asked for. */
    private void leave(Subscription subscription) {
        long now = clock.millis();
        subscriptions.remove(subscription);
        Channel channel = subscription.channel;
        if (subscription.state != State.LIVE) {
            waitingRoom.remove(subscription);
        } else if (channel != null) {
            listeners.leave(subscription, channel, now);
        }
        subscription.state = State.ENDED;
    }

    private void endWaiting(StreamPosition current, long now) {
        for (Subscription subscription : waitingRoom.impatient(now)) {
            if (subscription.state == State.POSITION && subscription.channel != null) {
                waitingRoom.remove(subscription);
                answer(subscription, subscription.channel, new StateLost(Reason.AHEAD), current, now);
            } else {
                if (channels.isFailing()) {
                    end(subscription);
                } else {
                    // It will try again, and then find the answer: its channel keeps its place among the questions.
                    leave(subscription);
                }
                tell(subscription, () -> subscription.subscriber.unavailable());
            }
        }
    }

    private void tell(Subscription subscription, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            drop(subscription, failure);
        }
    }

    private void drop(Subscription subscription, Throwable failure) {
        log.log(Level.WARNING, "A subscriber to " + subscription.channelName + " failed and is dropped", failure);
        if (subscription.state != State.ENDED) {
            end(subscription);
        }
    }
}
