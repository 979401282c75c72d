package dev.gapless.eventlog;

import dev.gapless.hub.Changes;
import dev.gapless.hub.ClientInfo;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Redaction;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has to tell: one publication, the topics it stands in, and what else changes from there on.
 *
 * @param topics such as {@code room:7} and {@code user:42}; none only if the event is about what is held already
 * @param info the client that publishes; null when the server does
 * @param tags whatever the publisher attaches
 * @param terms on what terms the topics take it in
 * @param changes what else happens: who follows what from here on, and what is held no longer, or not as it was
 */
public record Event(
        List<String> topics,
        Payload payload,
        @Nullable ClientInfo info,
        Map<String, String> tags,
        Terms terms,
        Changes changes) {
    private static final int LONGEST_KEY = 128;

    /**
     * @throws IllegalArgumentException when it has no topic and changes nothing of what is held, no payload for its
     *     topics, a replacement that would break a client's frame, or an idempotency key of more than 128 characters
     */
    public Event {
        topics = List.copyOf(topics);
        tags = Map.copyOf(tags);
        boolean changesWhatIsHeld =
                !changes.removed().isEmpty() || !changes.redactions().isEmpty();
        require(!topics.isEmpty() || changesWhatIsHeld, "an event needs a topic");
        require(topics.isEmpty() || payload.data().length > 0, "an event needs a payload");
        for (Redaction redaction : changes.redactions()) {
            require(
                    Payload.isOneLine(redaction.replacement()),
                    "an event's replacement must not contain a raw newline");
        }
        String key = terms.idempotencyKey();
        require(key == null || key.length() <= LONGEST_KEY, "an idempotency key has 128 characters at the most");
    }

    private Event(List<String> topics, Payload payload, Changes changes) {
        this(topics, payload, null, Map.of(), Terms.NONE, changes);
    }

    /**
     * An event of JSON by the server itself.
     *
     * @param follows changes of what channels follow, in effect before the publication is delivered when following, and
     *     after it when no longer
     */
    public Event(List<String> topics, List<Follow> follows, byte[] data) {
        this(topics, new Payload(data, true, List.of()), Changes.of(follows));
    }

    /** An event that changes nobody's topics. */
    public static Event of(List<String> topics, byte[] data) {
        return new Event(topics, List.of(), data);
    }

    /** An event with a payload that is any bytes. */
    public static Event binary(List<String> topics, byte[] data) {
        return new Event(topics, new Payload(data, false, List.of()), Changes.NONE);
    }

    /** That these topics drop all they hold. */
    public static Event removal(List<String> topics) {
        return new Event(List.of(), Payload.NONE, Changes.NONE.removing(topics));
    }

    /** The same, published by a client. */
    public Event by(ClientInfo client) {
        return new Event(topics, payload, client, tags, terms, changes);
    }

    public Event withTags(Map<String, String> attached) {
        return new Event(topics, payload, info, attached, terms, changes);
    }

    public Event withTerms(Terms others) {
        return new Event(topics, payload, info, tags, others, changes);
    }

    /**
     * The same, saying what of its payload later events may redact.
     *
     * @throws IllegalArgumentException when passages overlap, or are not within the payload
     */
    public Event withPassages(List<Passage> passages) {
        Payload marked = new Payload(payload.data(), payload.json(), passages);
        return new Event(topics, marked, info, tags, terms, changes);
    }

    /**
     * The same, with other bytes in place of passages of publications that are held from before. Its own payload is as it
     * is.
     *
     * @throws IllegalArgumentException when a replacement contains a raw newline
     */
    public Event withRedactions(List<Redaction> redactions) {
        return new Event(topics, payload, info, tags, terms, changes.redacting(redactions));
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

    public byte[] data() {
        return payload.data();
    }

    public List<Follow> follows() {
        return changes.follows();
    }

    /** What the hub is told, once the event's place and time are known. */
    public Publish at(long offset, long timeMillis) {
        Publication publication =
                new Publication(offset, timeMillis, payload.data(), payload.json(), info, tags, payload.passages());
        return new Publish(publication, topics, terms, changes);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
