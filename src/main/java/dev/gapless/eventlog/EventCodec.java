package dev.gapless.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gapless.hub.Changes;
import dev.gapless.hub.ClientInfo;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Redaction;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * How an event is written into the log: the version of the format as one digit, a line of JSON that says where the
 * payload belongs, and the payload as it is.
 *
 * <pre>1{"topics":["room:7"],"follows":[{"channel":"personal:42","topic":"room:7","following":true}]}
 * {"type":"user_joined", ...}</pre>
 *
 * <p>What is not said in the header is as usual, and a header may say more than its reader knows: so servers of different
 * age read one another's events.
 */
final class EventCodec {
    private static final byte VERSION = '1';
    private static final ObjectMapper json = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /**
     * An event in the log.
     *
     * @param id by which its publisher knows it again; null if nobody waits for it
     */
    record Logged(Event event, @Nullable String id) {}

    private record Header(
            @Nullable List<String> topics,
            @Nullable List<Change> follows,
            @Nullable List<String> removed,
            @Nullable String id,
            @Nullable Boolean binary,
            @Nullable Info info,
            @Nullable Map<String, String> tags,
            @Nullable Boolean skipHistory,
            @Nullable String key,
            @Nullable Long version,
            @Nullable String versionEpoch,
            @Nullable List<Part> passages,
            @Nullable List<Replaced> redactions) {}

    private record Change(
            String channel, String topic, @Nullable Boolean following) {}

    private record Part(
            String key, @Nullable Integer start, @Nullable Integer end) {}

    private record Replaced(String key, byte[] by) {}

    private record Info(String user, String client, byte @Nullable [] conn, byte @Nullable [] chan) {}

    private EventCodec() {}

    static byte[] encode(Logged logged) {
        Event event = logged.event();
        byte[] header = json.writeValueAsBytes(header(event, logged.id()));
        byte[] data = event.data();
        byte[] bytes = new byte[1 + header.length + 1 + data.length];
        bytes[0] = VERSION;
        System.arraycopy(header, 0, bytes, 1, header.length);
        bytes[1 + header.length] = '\n';
        System.arraycopy(data, 0, bytes, 2 + header.length, data.length);
        return bytes;
    }

    private static Header header(Event event, @Nullable String id) {
        Changes changes = event.changes();
        List<Change> follows = changes.follows().stream()
                .map(follow -> new Change(follow.channel(), follow.topic(), follow.following()))
                .toList();
        List<Part> passages = event.payload().passages().stream()
                .map(passage -> new Part(passage.key(), passage.start(), passage.end()))
                .toList();
        List<Replaced> redactions = changes.redactions().stream()
                .map(redaction -> new Replaced(redaction.key(), redaction.replacement()))
                .toList();
        ClientInfo client = event.info();
        Version version = event.terms().version();
        return new Header(
                event.topics(),
                orNull(follows),
                orNull(changes.removed()),
                id,
                event.payload().json() ? null : true,
                client == null ? null : new Info(client.user(), client.client(), client.connInfo(), client.chanInfo()),
                event.tags().isEmpty() ? null : event.tags(),
                event.terms().skipHistory() ? true : null,
                event.terms().idempotencyKey(),
                version == null ? null : version.number(),
                version == null || version.epoch().isEmpty() ? null : version.epoch(),
                orNull(passages),
                orNull(redactions));
    }

    /** @throws IllegalArgumentException when this was not written by {@link #encode} */
    static Logged decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not an event of format " + (char) VERSION);
        }
        int line = indexOfNewline(bytes);
        Header header = header(bytes, line);
        byte[] data = Arrays.copyOfRange(bytes, line + 1, bytes.length);
        Event event = new Event(
                all(required(header.topics())),
                new Payload(data, !orElse(header.binary(), false), passages(header)),
                header.info() == null ? null : client(header.info()),
                tags(orElse(header.tags(), Map.of())),
                terms(header),
                changes(header));
        return new Logged(event, header.id());
    }

    private static List<Passage> passages(Header header) {
        return all(orElse(header.passages(), List.<Part>of())).stream()
                .map(part -> new Passage(required(part.key()), required(part.start()), required(part.end())))
                .toList();
    }

    private static Changes changes(Header header) {
        List<Follow> follows = all(orElse(header.follows(), List.<Change>of())).stream()
                .map(change ->
                        new Follow(required(change.channel()), required(change.topic()), required(change.following())))
                .toList();
        List<Redaction> redactions = all(orElse(header.redactions(), List.<Replaced>of())).stream()
                .map(replaced -> new Redaction(required(replaced.key()), required(replaced.by())))
                .toList();
        return new Changes(follows, all(orElse(header.removed(), List.of())), redactions);
    }

    private static ClientInfo client(Info info) {
        return new ClientInfo(required(info.user()), required(info.client()), info.conn(), info.chan());
    }

    private static Terms terms(Header header) {
        Version version =
                header.version() == null ? null : new Version(header.version(), orElse(header.versionEpoch(), ""));
        boolean skipHistory = orElse(header.skipHistory(), false);
        return version == null && !skipHistory && header.key() == null
                ? Terms.NONE
                : new Terms(skipHistory, header.key(), version);
    }

    private static int indexOfNewline(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        throw new IllegalArgumentException("an event without a payload");
    }

    private static Header header(byte[] bytes, int end) {
        try {
            return required(json.readValue(bytes, 1, end - 1, Header.class));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("an event with an unreadable header: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("an event with an incomplete header");
        }
        return value;
    }

    private static <T> List<T> all(List<T> list) {
        list.forEach(EventCodec::required);
        return list;
    }

    private static Map<String, String> tags(Map<String, String> tags) {
        tags.values().forEach(EventCodec::required);
        return tags;
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
