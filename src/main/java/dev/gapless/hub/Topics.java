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
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one order of publications.
 *
 * <p>A topic is kept from its first publication on, at the least as a floor. One that never had any has its floor where
 * the order began, and needs no entry: it stands here only as long as somebody listens.
 *
 * <p>All entries of all logs stand in one line, in offset order: who is first in it is first in its log, too. When the
 * hub holds more bytes than it may, it drops from the head of the line, whatever topic that belongs to. So the
 * window gets shorter for everybody alike, and those for whom it is too short hear so from the floors.
 */
final class Topics {
    private final HubSettings settings;
    private final long ttlMillis;
    private final Map<String, Topic> topics = new HashMap<>();
    private long base;

    /** The two ends of the line; null when all logs are empty. */
    private @Nullable Entry oldest;

    private @Nullable Entry newest;
    private long held;
    private long heldBytes;

    Topics(HubSettings settings) {
        this.settings = settings;
        this.ttlMillis = settings.historyTtl().toMillis();
    }

    /** Forgets everything. Nothing at or before {@code base} is known from here on. */
    void begin(long base) {
        this.base = base;
        topics.clear();
        oldest = null;
        newest = null;
        held = 0;
        heldBytes = 0;
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

    /** Adds a publication, the newest of all; once only, should the topic be named twice. */
    Topic append(String name, Publication publication) {
        Topic topic = topic(name);
        if (topic.newest() < publication.offset()) {
            if (topic.size() == settings.historySize()) {
                dropOldest(topic);
            }
            Entry entry = new Entry(topic, publication);
            topic.append(entry, settings.historySize());
            join(entry);
            while (heldBytes > settings.maxBytes() && oldest != null) {
                dropOldest(oldest.topic);
            }
        }
        return topic;
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
     * Gives back what is too old. It stops at the first younger one: should the clocks behind the times have jumped,
     * an older one after it is kept as long as that. Recovery does not depend on it: that looks at the time itself.
     */
    void expire(long now) {
        while (oldest != null && oldest.publication.timeMillis() <= now - ttlMillis) {
            dropOldest(oldest.topic);
        }
    }

    /**
     * Everything after {@code since} in the followed topics, or why that cannot be told in full.
     *
     * @param since not ahead of what has been appended
     */
    Recovery recover(Collection<Following> follows, long since, long now) {
        PriorityQueue<Cursor> cursors = null;
        for (Following following : follows) {
            Topic topic = following.topic == null ? topics.get(following.topicName) : following.topic;
            if (topic != null) {
                expire(topic, now);
            }
            if (since < (topic == null ? base : topic.floor())) {
                return new StateLost(Reason.TOO_OLD);
            }
            if (topic != null && topic.newest() > since) {
                if (cursors == null) {
                    cursors = new PriorityQueue<>(BY_OFFSET);
                }
                cursors.add(new Cursor(topic, topic.firstAfter(since)));
            }
        }
        return cursors == null ? new Recovered(List.of()) : merge(cursors);
    }

    /** The union in offset order. One that stands in several topics is one; it gives up at the first too many. */
    private Recovery merge(PriorityQueue<Cursor> cursors) {
        List<Publication> missed = new ArrayList<>();
        Publication last = null;
        long bytes = 0;
        for (Cursor cursor = cursors.poll(); cursor != null; cursor = cursors.poll()) {
            Publication next = cursor.publication();
            if (last == null || last.offset() < next.offset()) {
                bytes += next.data().length;
                if (missed.size() == settings.historySize() || bytes > settings.recoveryBytes()) {
                    return new StateLost(Reason.TOO_MANY);
                }
                missed.add(next);
                last = next;
            }
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
        return new Recovered(Collections.unmodifiableList(missed));
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            var unused = settings.retention().apply(name);
            topic = new Topic(name, base);
            topics.put(name, topic);
        }
        return topic;
    }

    private void expire(Topic topic, long now) {
        while (topic.size() > 0 && topic.get(0).timeMillis() <= now - ttlMillis) {
            dropOldest(topic);
        }
    }

    private void dropOldest(Topic topic) {
        leave(topic.dropOldest());
    }

    /** Takes its place at the end of the line. */
    private void join(Entry entry) {
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        held++;
        heldBytes += entry.bytes();
    }

    private void leave(Entry entry) {
        Entry older = entry.older;
        Entry newer = entry.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        held--;
        heldBytes -= entry.bytes();
    }

    private static final Comparator<Cursor> BY_OFFSET =
            Comparator.comparingLong(cursor -> cursor.publication().offset());

    /** How far the merge has come in one topic. */
    private static final class Cursor {
        private final Topic topic;
        private int index;

        Cursor(Topic topic, int index) {
            this.topic = topic;
            this.index = index;
        }

        Publication publication() {
            return topic.get(index);
        }

        boolean advance() {
            return ++index < topic.size();
        }
    }
}
