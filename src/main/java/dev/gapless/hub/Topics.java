package dev.gapless.hub;

import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.Recovered;
import dev.gapless.hub.Recovery.StateLost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one order of publications.
 *
 * <p>A topic that keeps anything is kept from its first publication on, at the least as a floor. One that never had any
 * has its floor where the order began, and needs no entry: it stands here only as long as somebody listens. The same is
 * true of a topic that keeps nothing: it has nothing to drop, so its floor is the beginning for ever.
 *
 * <p>All entries of all logs stand in lines, one for each age that logs may have, and few. To give back what is too old
 * is to look at the heads of the lines. When the hub then still holds more bytes than it may, it drops the oldest of
 * these heads, whatever topic that belongs to. So the window gets shorter for everybody alike, and those for whom it is too
 * short hear so from the floors.
 */
final class Topics {
    private final HubSettings settings;
    private final Map<String, Topic> topics = new HashMap<>();

    /** Those of the shortest age first. */
    private final List<Line> lines = new ArrayList<>();

    private long base;
    private long held;
    private long heldBytes;

    Topics(HubSettings settings) {
        this.settings = settings;
    }

    /** Forgets everything. Nothing at or before {@code base} is known from here on. */
    void begin(long base) {
        this.base = base;
        topics.clear();
        lines.clear();
        held = 0;
        heldBytes = 0;
    }

    /** Where the order began. */
    long base() {
        return base;
    }

    int size() {
        return topics.size();
    }

    /** How many entries all logs hold together. */
    long held() {
        return held;
    }

    /** What these entries take, about. A publication counts in each topic that it stands in. */
    long heldBytes() {
        return heldBytes;
    }

    /** The topic, if there is anything to know of it. */
    @Nullable Topic find(String name) {
        return topics.get(name);
    }

    /** Whether the topic keeps what is published in it. */
    boolean keeps(String name) {
        Topic topic = topics.get(name);
        return topic == null ? !settings.retention().apply(name).isNone() : topic.keeps();
    }

    /** Adds a publication, the newest of all, to a topic that keeps it; once only, should the topic be named twice. */
    Topic append(String name, Publication publication, long now) {
        Topic topic = topic(name);
        if (topic.newest() < publication.offset()) {
            if (topic.isFull()) {
                dropOldest(topic);
            }
            Entry entry = new Entry(topic, publication);
            topic.append(entry);
            topic.line().join(entry);
            held++;
            heldBytes += entry.bytes();
            if (heldBytes > settings.maxBytes()) {
                makeRoom(now);
            }
        }
        return topic;
    }

    private void makeRoom(long now) {
        expire(now);
        while (heldBytes > settings.maxBytes()) {
            dropOldest(oldest().topic);
        }
    }

    /** Drops all that the topic holds. */
    void clear(String name) {
        Topic topic = topics.get(name);
        while (topic != null && topic.size() > 0) {
            dropOldest(topic);
        }
    }

    /** From here on the topic knows of this follower. */
    void attach(Following following) {
        assert following.topic == null;
        Topic topic = topic(following.topicName);
        topic.followers.add(following);
        following.topic = topic;
    }

    /** From here on the topic knows of this follower no more. */
    void detach(Following following) {
        Topic topic = Objects.requireNonNull(following.topic);
        topic.followers.remove(following);
        following.topic = null;
        if (topic.followers.isEmpty() && topic.newest() == base) {
            topics.remove(topic.name);
        }
    }

    /**
     * Gives back what is too old. It stops at the first younger one of a line: should the clocks behind the times have
     * jumped, an older one after it is kept as long as that. Recovery does not depend on it: that looks at the time
     * itself.
     */
    void expire(long now) {
        for (Line line : lines) {
            for (Entry oldest = line.oldest();
                    oldest != null && line.isTooOld(oldest.publication, now);
                    oldest = line.oldest()) {
                dropOldest(oldest.topic);
            }
        }
    }

    /**
     * Everything after {@code since} in the followed topics, or why that cannot be told in full.
     *
     * @param since not ahead of what has been appended
     */
    Recovery recover(Collection<Following> follows, long since, long now) {
        Merge merge = null;
        for (Following following : follows) {
            Topic topic = topicOf(following, now);
            if (since < (topic == null ? base : topic.floor())) {
                return new StateLost(Reason.TOO_OLD);
            }
            if (topic != null && topic.newest() > since) {
                merge = merge == null ? new Merge(false) : merge;
                merge.add(topic, topic.firstAfter(since));
            }
        }
        return merge == null ? new Recovered(List.of()) : recover(merge);
    }

    /** Gives up at the first too many. */
    private Recovery recover(Merge merge) {
        List<Publication> missed = new ArrayList<>();
        long bytes = 0;
        for (Publication next = merge.next(); next != null; next = merge.next()) {
            bytes += next.bytes();
            if (missed.size() == settings.historySize() || bytes > settings.recoveryBytes()) {
                return new StateLost(Reason.TOO_MANY);
            }
            missed.add(next);
        }
        return new Recovered(Collections.unmodifiableList(missed));
    }

    /**
     * What the followed topics hold, as far as a page goes; at least one, if one is wanted and there is one.
     *
     * @param since after which offset, or before which one when reversed; null for no such bound
     * @param limit the most publications; negative for as many as a page may have
     */
    List<Publication> page(Collection<Following> follows, @Nullable Long since, int limit, boolean reverse, long now) {
        Merge merge = new Merge(reverse);
        for (Following following : follows) {
            Topic topic = topicOf(following, now);
            if (topic != null && reverse) {
                merge.add(topic, (since == null ? topic.size() : topic.firstAfter(since - 1)) - 1);
            } else if (topic != null) {
                merge.add(topic, since == null ? 0 : topic.firstAfter(since));
            }
        }
        int most = limit < 0 ? settings.historySize() : Math.min(limit, settings.historySize());
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        while (page.size() < most && bytes < settings.recoveryBytes()) {
            Publication next = merge.next();
            bytes += next == null ? 0 : next.bytes();
            if (next == null || (bytes > settings.recoveryBytes() && !page.isEmpty())) {
                return page;
            }
            page.add(next);
        }
        return page;
    }

    /** The newest offset that was published in one of the followed topics, as far as is known; else the given one. */
    long newest(Collection<Following> follows, long otherwise) {
        long newest = base;
        for (Following following : follows) {
            Topic topic = topicOf(following);
            newest = topic == null ? newest : Math.max(newest, topic.newest());
        }
        return newest == base ? otherwise : newest;
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            Retention retention = settings.retention().apply(name);
            topic = new Topic(name, base, retention.size(), retention.isNone() ? null : line(retention));
            topics.put(name, topic);
        }
        return topic;
    }

    private Line line(Retention retention) {
        long ttlMillis = retention.ttl().toMillis();
        for (Line line : lines) {
            if (line.ttlMillis == ttlMillis) {
                return line;
            }
        }
        Line line = new Line(ttlMillis);
        lines.add(line);
        lines.sort(Comparator.comparingLong(each -> each.ttlMillis));
        return line;
    }

    private @Nullable Topic topicOf(Following following) {
        return following.topic == null ? topics.get(following.topicName) : following.topic;
    }

    /** The topic without what is too old. */
    private @Nullable Topic topicOf(Following following, long now) {
        Topic topic = topicOf(following);
        while (topic != null && topic.size() > 0 && topic.line().isTooOld(topic.get(0), now)) {
            dropOldest(topic);
        }
        return topic;
    }

    /** The oldest of all entries, of which there are some; of a publication in several, that which would go first. */
    private Entry oldest() {
        Entry oldest = null;
        for (Line line : lines) {
            Entry head = line.oldest();
            if (head != null && (oldest == null || head.publication.offset() < oldest.publication.offset())) {
                oldest = head;
            }
        }
        return Objects.requireNonNull(oldest);
    }

    private void dropOldest(Topic topic) {
        Entry entry = topic.dropOldest();
        topic.line().leave(entry);
        held--;
        heldBytes -= entry.bytes();
    }
}
