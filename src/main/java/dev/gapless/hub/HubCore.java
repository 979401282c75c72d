package dev.gapless.hub;

import dev.gapless.hub.Channels.Load;
import dev.gapless.hub.Subscriptions.Former;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
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
 * <p>Live delivery needs no memory of what was sent where: offsets only rise, and a channel that had the newest one
 * through one topic ignores it from the next.
 */
final class HubCore {
    private static final Logger log = System.getLogger(Hub.class.getName());

    /** What part of the bytes that the logs may take is allowed to idempotency keys besides. */
    static final int KEYS_PART = 8;

    private final InstantSource clock;
    private final Topics topics;
    private final Keys keys;
    private final Channels channels;
    private final Listeners listeners;
    private final Placing placing;
    private final Subscriptions subscriptions;

    /** Null before the first order. The only field that other threads read. */
    private volatile @Nullable StreamPosition position;

    HubCore(HubSettings settings, InstantSource clock, byte[] positionData) {
        this.clock = clock;
        long keepMillis = settings.historyTtl().toMillis();
        this.topics = new Topics(settings);
        this.keys = new Keys(settings.maxBytes() / KEYS_PART);
        this.channels = new Channels(topics, keepMillis);
        this.listeners = new Listeners(topics, channels, positionData, keepMillis, this::drop);
        this.placing = new Placing(topics, keys, listeners);
        this.subscriptions = new Subscriptions(clock, new Streams(settings, topics), channels, listeners);
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
                subscriptions.live(),
                subscriptions.waiting(),
                queued);
    }

    /** How many entries can be found by their passages, each once for each key. */
    int marked() {
        return topics.marked();
    }

    void begin(StreamPosition base) {
        Former former = subscriptions.begin();
        listeners.begin();
        channels.begin();
        topics.begin(base.offset());
        keys.begin();
        position = base;
        subscriptions.resume(former, base, clock.millis());
    }

    void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
        StreamPosition former = order();
        long offset = publish.publication().offset();
        if (offset <= former.offset()) {
            return;
        }
        StreamPosition reached = new StreamPosition(offset, former.epoch());
        List<Outcome> outcomes;
        try {
            long now = clock.millis();
            position = reached;
            Changes changes = publish.changes();
            change(changes.follows(), true, now);
            for (String removed : changes.removed()) {
                topics.clear(removed);
            }
            if (!changes.redactions().isEmpty()) {
                topics.redact(changes.redactions(), now);
            }
            outcomes = placing.place(publish, now);
            change(changes.follows(), false, now);
            subscriptions.reached(reached, now);
        } catch (RuntimeException | Error unexpected) {
            // Some may not have got it, and nobody knows who: let all of them ask what they missed.
            begin(reached);
            throw unexpected;
        }
        if (receipt != null) {
            tell(receipt, new Receipt(reached, outcomes));
        }
    }

    private static void tell(Consumer<Receipt> waiting, Receipt receipt) {
        try {
            waiting.accept(receipt);
        } catch (RuntimeException | Error failure) {
            log.log(Level.WARNING, "Who waited for a receipt failed", failure);
        }
    }

    void advance(long offset) {
        StreamPosition former = order();
        if (offset > former.offset()) {
            StreamPosition reached = new StreamPosition(offset, former.epoch());
            position = reached;
            subscriptions.reached(reached, clock.millis());
        }
    }

    void history(
            String channelName, @Nullable StreamPosition since, int limit, boolean reverse, Consumer<History> answer) {
        subscriptions.ask(channelName, since, limit, reverse, answer, position);
    }

    void subscribe(String channelName, Subscriber subscriber, @Nullable StreamPosition since, @Nullable Guard guard) {
        subscriptions.subscribe(channelName, subscriber, since, guard, position);
    }

    void unsubscribe(String channelName, Subscriber subscriber) {
        subscriptions.unsubscribe(channelName, subscriber);
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
            listeners.keep(channels.get(name), now);
        }
        // Only now: one who waited for the one channel may go live on the other.
        for (String name : load.channels()) {
            subscriptions.loaded(channels.get(name), current, now);
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
        subscriptions.endWaiting(current, now);
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
            Following former = follow.following() == following ? channels.change(follow, now) : null;
            if (former != null) {
                subscriptions.revoke(former);
            }
        }
    }

    private void drop(Subscription subscription, Throwable failure) {
        subscriptions.drop(subscription, failure);
    }
}
