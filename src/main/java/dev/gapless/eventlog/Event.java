package dev.gapless.eventlog;

import dev.gapless.hub.ClientInfo;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has to tell: one publication, the topics it stands in, and what follows what from there on.
 *
 * @param topics such as {@code room:7} and {@code user:42}; none only if the event is about removals alone
 * @param follows changes of what channels follow, in effect before the publication is delivered when following, and
 *     after it when no longer
 * @param data the payload, handed to clients as the bytes it is
 * @param json whether the payload is one JSON value, which then must not contain raw newlines; else it is any bytes
 * @param info the client that publishes; null when the server does
 * @param tags whatever the publisher attaches
 * @param terms on what terms the topics take it in
 * @param removed topics that drop all they hold, before the publication is added
 */
public record Event(
        List<String> topics,
        List<Follow> follows,
        byte[] data,
        boolean json,
        @Nullable ClientInfo info,
        Map<String, String> tags,
        Terms terms,
        List<String> removed) {
    private static final byte[] NOTHING = new byte[0];
    private static final int LONGEST_KEY = 128;

    /**
     * @throws IllegalArgumentException when it has neither topic nor removal, no payload for its topics, a payload that
     *     would break a client's frame, or an idempotency key of more than 128 characters
     */
    public Event {
        topics = List.copyOf(topics);
        follows = List.copyOf(follows);
        tags = Map.copyOf(tags);
        removed = List.copyOf(removed);
        require(!topics.isEmpty() || !removed.isEmpty(), "an event needs a topic");
        require(topics.isEmpty() || data.length > 0, "an event needs a payload");
        require(!json || isOneLine(data), "an event's payload must not contain a raw newline");
        String key = terms.idempotencyKey();
        require(key == null || key.length() <= LONGEST_KEY, "an idempotency key has 128 characters at the most");
    }

    /** An event of JSON by the server itself. */
    public Event(List<String> topics, List<Follow> follows, byte[] data) {
        this(topics, follows, data, true, null, Map.of(), Terms.NONE, List.of());
    }

    /** An event that changes nobody's topics. */
    public static Event of(List<String> topics, byte[] data) {
        return new Event(topics, List.of(), data);
    }

    /** An event with a payload that is any bytes. */
    public static Event binary(List<String> topics, byte[] data) {
        return new Event(topics, List.of(), data, false, null, Map.of(), Terms.NONE, List.of());
    }

    /** That these topics drop all they hold. */
    public static Event removal(List<String> topics) {
        return new Event(List.of(), List.of(), NOTHING, true, null, Map.of(), Terms.NONE, topics);
    }

    /** The same, published by a client. */
    public Event by(ClientInfo client) {
        return new Event(topics, follows, data, json, client, tags, terms, removed);
    }

    public Event withTags(Map<String, String> attached) {
        return new Event(topics, follows, data, json, info, attached, terms, removed);
    }

    public Event withTerms(Terms others) {
        return new Event(topics, follows, data, json, info, tags, others, removed);
    }

    /** The same for those who listen only: no log holds it. */
    public Event skippingHistory() {
        return withTerms(new Terms(true, terms.idempotencyKey(), terms.version()));
    }

    /** The same, taken in by a topic once in 300 seconds. */
    public Event withIdempotencyKey(String key) {
        return withTerms(new Terms(terms.skipHistory(), key, terms.version()));
    }

    /** The same, taken in by topics that do not have this version or a later one. */
    public Event withVersion(Version version) {
        return withTerms(new Terms(terms.skipHistory(), terms.idempotencyKey(), version));
    }

    /** What the hub is told, once the event's place and time are known. */
    Publish at(long offset, long timeMillis) {
        Publication publication = new Publication(offset, timeMillis, data, json, info, tags);
        return new Publish(publication, topics, follows, removed, terms);
    }

    private static boolean isOneLine(byte[] data) {
        for (byte b : data) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
