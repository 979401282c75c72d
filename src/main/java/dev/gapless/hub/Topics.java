package dev.gapless.hub;

import dev.gapless.hub.Passages.Marked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
 * <p>What a floor takes is little, but who may publish may invent topics. So the number of those of which there is nothing
 * but a floor is bounded, too. Beyond it the one that became so first is forgotten, and what is not known is from then on
 * taken to have such a floor.
 *
 * <p>All entries of all logs stand in lines, one for each age that logs may have, and few. To give back what is too old
 * is to look at the heads of the lines. When the hub then still holds more bytes than it may, it drops the oldest of
 * these heads, whatever topic that belongs to. So the window gets shorter for everybody alike, and those for whom it is too
 * short hear so from the floors.
 *
 * <p>What is held may be redacted: then other bytes stand in its place, in all logs, and it may be more or fewer. Nothing
 * else about the logs changes with it.
 */
final class Topics {
    /** How many bytes of {@link HubSettings#maxBytes} stand for one quiet topic; it takes about a quarter of it. */
    private static final int BYTES_PER_QUIET_TOPIC = 1024;

    static final int LEAST_QUIET_TOPICS = 1_000;

    private final HubSettings settings;
    private final long mostQuiet;
    private final Map<String, Topic> topics = new HashMap<>();

    /** Those that were used and of which there is only the floor, in the order in which they became so. */
    private final LinkedHashSet<Topic> quiet = new LinkedHashSet<>();

    /** Those of the shortest age first. */
    private final List<Line> lines = new ArrayList<>();

    private final Passages passages = new Passages();

    private long base;

    /** The floor of a topic of which nothing is known: where the order began, or that of one that was forgotten. */
    private long unknownFloor;

    private long held;
    private long heldBytes;

    Topics(HubSettings settings) {
        this.settings = settings;
        this.mostQuiet = Math.max(LEAST_QUIET_TOPICS, settings.maxBytes() / BYTES_PER_QUIET_TOPIC);
    }

    /** Forgets everything. Nothing at or before {@code base} is known from here on. */
    void begin(long base) {
        this.base = base;
        unknownFloor = base;
        topics.clear();
        quiet.clear();
        lines.clear();
        passages.clear();
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

    /** What these entries and their topics take, about. A publication counts in each topic that it stands in. */
    long heldBytes() {
        return heldBytes;
    }

    /** How many entries can be found by their passages; one counts once for each key. */
    int marked() {
        return passages.size();
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
            if (topic.isQuiet()) {
                quiet.remove(topic);
            }
            Entry entry = entry(topic, publication);
            if (topic.size() == 0) {
                heldBytes += topic.bytes();
            }
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

    private Entry entry(Topic topic, Publication publication) {
        if (publication.passages().isEmpty()) {
            return new Entry(topic, publication);
        }
        Marked entry = Marked.of(topic, publication);
        passages.add(entry);
        return entry;
    }

    /** From here on nobody gets what stood in these passages. */
    void redact(List<Redaction> redactions, long now) {
        for (Redaction redaction : redactions) {
            heldBytes += passages.redact(redaction);
        }
        if (heldBytes > settings.maxBytes()) {
            makeRoom(now);
        }
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
        if (topic.isQuiet()) {
            quiet.remove(topic);
        }
        topic.followers.add(following);
        following.topic = topic;
    }

    /** From here on the topic knows of this follower no more. */
    void detach(Following following) {
        Topic topic = Objects.requireNonNull(following.topic);
        topic.followers.remove(following);
        following.topic = null;
        if (topic.isQuiet()) {
            leaveQuiet(topic);
        }
    }

    /** Keeps the floor of a topic, if it has one of its own. */
    private void leaveQuiet(Topic topic) {
        if (!topic.isUsed()) {
            topics.remove(topic.name);
            return;
        }
        quiet.add(topic);
        if (quiet.size() > mostQuiet) {
            Topic forgotten = quiet.removeFirst();
            topics.remove(forgotten.name);
            unknownFloor = Math.max(unknownFloor, forgotten.floor());
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

    /** The topic that is followed, without what is too old; null if nothing is known of it. */
    @Nullable Topic followed(Following following, long now) {
        Topic topic = following.topic == null ? topics.get(following.topicName) : following.topic;
        while (topic != null && topic.size() > 0 && topic.line().isTooOld(topic.get(0), now)) {
            dropOldest(topic);
        }
        return topic;
    }

    /** The offset of the newest publication that such a topic does not hold, as far as can be known. */
    long floor(@Nullable Topic topic) {
        return topic == null ? unknownFloor : topic.floor();
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            Retention retention = settings.retention().apply(name);
            topic = new Topic(name, unknownFloor, retention.size(), retention.isNone() ? null : line(retention));
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
        if (entry instanceof Marked marked) {
            passages.remove(marked);
        }
        held--;
        heldBytes -= entry.bytes();
        if (topic.size() == 0) {
            heldBytes -= topic.bytes();
        }
        if (topic.isQuiet()) {
            leaveQuiet(topic);
        }
    }
}
