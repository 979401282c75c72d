package dev.gapless.hub;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which channels are known, what they follow, and how that becomes known.
 *
 * <p>A channel is loaded on first sight, many in one {@link Load}, and kept current from then on by the changes in the
 * log. The answer to a load is a snapshot of the database whose place in the log is unknown: it may miss a change that
 * the hub has already seen, or contain one that the hub is still to see. So the changes of channels that are not
 * loaded are remembered for a while and applied over the answer. A change that the snapshot contains already is
 * applied once more, which does no harm: the last change of a channel and topic decides, in both.
 */
final class Channels {
    private static final int MOST_AT_ONCE = 1000;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 2000;

    /** A question to the {@link FollowLoader} that is under way. */
    record Load(long number, Set<String> channels, long time) {}

    /** A remembered change. */
    private record Change(boolean following, long time) {}

    private final Topics topics;
    private final long keepMillis;
    private final Map<String, Channel> channels = new HashMap<>();

    /** To be asked for, the longest waiting first. */
    private final LinkedHashSet<String> wanted = new LinkedHashSet<>();

    private @Nullable Load underWay;
    private long loads;
    private int failures;
    private long retryTime;

    /** Changes of channels that are not loaded: both maps in the order of the newest change. */
    private final LinkedHashMap<String, LinkedHashMap<String, Change>> remembered = new LinkedHashMap<>();

    Channels(Topics topics, long keepMillis) {
        this.topics = topics;
        this.keepMillis = keepMillis;
    }

    int size() {
        return channels.size();
    }

    /** A channel that is known, or being asked for. */
    Channel get(String name) {
        return Objects.requireNonNull(channels.get(name));
    }

    /** The channel, which is asked for if this is the first sight of it. */
    Channel findOrWant(String name) {
        Channel channel = channels.get(name);
        if (channel == null) {
            channel = new Channel(name);
            channels.put(name, channel);
            wanted.add(name);
        }
        return channel;
    }

    /** Forgets a channel that is still to be asked for; nobody waits for it any more. */
    void unwant(Channel channel) {
        if (wanted.remove(channel.name)) {
            channels.remove(channel.name);
        }
    }

    void forget(Channel channel) {
        channels.remove(channel.name);
    }

    /** Forgets everything: what comes now may be of another database. */
    void begin() {
        channels.clear();
        wanted.clear();
        remembered.clear();
        underWay = null;
        failures = 0;
    }

    /** What to ask for next; null when there is nothing, or not yet. */
    @Nullable Load nextLoad(long now) {
        if (underWay != null || wanted.isEmpty() || (isFailing() && now < retryTime)) {
            return null;
        }
        Set<String> names = LinkedHashSet.newLinkedHashSet(Math.min(MOST_AT_ONCE, wanted.size()));
        while (names.size() < MOST_AT_ONCE && !wanted.isEmpty()) {
            names.add(wanted.removeFirst());
        }
        underWay = new Load(++loads, Collections.unmodifiableSet(names), now);
        return underWay;
    }

    /** Whether the last load failed. */
    boolean isFailing() {
        return failures > 0;
    }

    /** Takes in an answer. False if it comes too late to be of use. */
    boolean loaded(Load load, Map<String, Set<String>> answer, long now) {
        if (underWay == null || underWay.number() != load.number()) {
            return false;
        }
        if (now - load.time() >= keepMillis / 2) {
            // So old that the changes since then may not all be remembered.
            loadFailed(load, now);
            return false;
        }
        underWay = null;
        failures = 0;
        for (String name : load.channels()) {
            Channel channel = get(name);
            for (String topic : answer.getOrDefault(name, Set.of(name))) {
                channel.follows.put(topic, new Following(channel, topic));
            }
            channel.loaded = true;
            channel.lastUse = now;
            Map<String, Change> changes = remembered.remove(name);
            if (changes != null) {
                channel.changed = true;
                changes.forEach((topic, change) -> apply(channel, topic, change.following()));
            }
        }
        return true;
    }

    /** Has the same channels asked for again, after a while. */
    void loadFailed(Load load, long now) {
        if (underWay == null || underWay.number() != load.number()) {
            return;
        }
        underWay = null;
        retryTime = now + Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
        failures++;
        for (String name : load.channels()) {
            Channel channel = get(name);
            wanted.add(name);
            if (channel.waiting.isEmpty()) {
                unwant(channel);
            }
        }
    }

    /**
     * A channel begins to follow a topic, or stops.
     *
     * @return what has stopped, if anything has
     */
    @Nullable Following change(Follow follow, long now) {
        Channel channel = channels.get(follow.channel());
        if (channel != null && channel.loaded) {
            channel.lastUse = now;
            channel.changed = true;
            return apply(channel, follow.topic(), follow.following());
        }
        remember(follow, now);
        return null;
    }

    private void remember(Follow follow, long now) {
        LinkedHashMap<String, Change> changes = remembered.remove(follow.channel());
        if (changes == null) {
            changes = new LinkedHashMap<>();
        }
        changes.putLast(follow.topic(), new Change(follow.following(), now));
        while (changes.firstEntry().getValue().time() <= now - keepMillis) {
            changes.pollFirstEntry();
        }
        remembered.putLast(follow.channel(), changes);
    }

    private @Nullable Following apply(Channel channel, String topic, boolean following) {
        if (!following) {
            Following former = channel.follows.remove(topic);
            if (former != null && former.topic != null) {
                topics.detach(former);
            }
            return former;
        }
        if (!channel.follows.containsKey(topic)) {
            Following added = new Following(channel, topic);
            channel.follows.put(topic, added);
            if (channel.isListenedTo()) {
                topics.attach(added);
            }
        }
        return null;
    }

    /** Forgets the changes that every snapshot of today contains. */
    void expire(long now) {
        long horizon = now - keepMillis;
        while (!remembered.isEmpty()) {
            LinkedHashMap<String, Change> changes = remembered.firstEntry().getValue();
            if (changes.lastEntry().getValue().time() > horizon) {
                return;
            }
            remembered.pollFirstEntry();
        }
    }
}
