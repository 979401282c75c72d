package dev.gapless.hub;

import java.util.HashMap;
import java.util.Map;

/** What a subscriber listens to: the merge of the topics that it follows. */
final class Channel extends Timed {
    final String name;

    /** By name of the topic. Empty and of no meaning before the channel is loaded. */
    final Map<String, Following> follows = HashMap.newHashMap(1);

    /** Whether {@link #follows} is known. From then on it is kept current by the changes in the log. */
    boolean loaded;

    /** Whether a change in the log had a part in {@link #follows}. */
    boolean changed;

    /** Those who wait for this channel to be loaded, or for the hub to come as far as they have. */
    final Bag<Request> waiting = new Bag<>();

    /** Those who are live. */
    final Bag<Subscription> subscriptions = new Bag<>();

    /** How many subscriptions depend on what this channel follows. */
    int guards;

    /** The offset of the last publication that was delivered live. */
    long deliveredOffset;

    /** The offset of the last one of these that moved the positions of those who got it. */
    long keptOffset;

    /**
     * The least offset that one of the live subscribers may have kept as its position. All of them have everything of
     * this channel up to the position of the hub.
     */
    long savedOffset;

    /** When {@link #savedOffset} was (at least) still the newest of all, in milliseconds since 1970. */
    long savedOffsetTime;

    /** When somebody last listened, or something changed in what it follows, in milliseconds since 1970. */
    long lastUse;

    Channel(String name) {
        this.name = name;
    }

    boolean isListenedTo() {
        return !subscriptions.isEmpty();
    }

    /**
     * Whether it follows just the topic of its own name, as far as was ever heard: what is known of it is nothing that could
     * not be found out again at any time.
     */
    boolean isPlain() {
        return loaded && !changed && follows.size() == 1 && follows.containsKey(name);
    }

    /** Whether somebody needs to know what it follows, though nobody listens. */
    boolean isNeeded() {
        return !waiting.isEmpty() || guards > 0;
    }
}
