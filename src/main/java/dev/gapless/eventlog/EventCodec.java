package dev.gapless.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gapless.hub.Follow;
import java.util.Arrays;
import java.util.List;
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
 */
final class EventCodec {
    private static final byte VERSION = '1';
    private static final ObjectMapper json = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private record Header(
            @Nullable List<String> topics, @Nullable List<Change> follows) {}

    private record Change(
            String channel, String topic, @Nullable Boolean following) {}

    private EventCodec() {}

    static byte[] encode(Event event) {
        List<Change> changes = event.follows().stream()
                .map(follow -> new Change(follow.channel(), follow.topic(), follow.following()))
                .toList();
        byte[] header = json.writeValueAsBytes(new Header(event.topics(), changes.isEmpty() ? null : changes));
        byte[] data = event.data();
        byte[] bytes = new byte[1 + header.length + 1 + data.length];
        bytes[0] = VERSION;
        System.arraycopy(header, 0, bytes, 1, header.length);
        bytes[1 + header.length] = '\n';
        System.arraycopy(data, 0, bytes, 2 + header.length, data.length);
        return bytes;
    }

    /** @throws IllegalArgumentException when this was not written by {@link #encode} */
    static Event decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not an event of format " + (char) VERSION);
        }
        int line = indexOfNewline(bytes);
        Header header = header(bytes, line);
        List<Change> changes = header.follows() == null ? List.of() : header.follows();
        return new Event(
                required(header.topics()),
                changes.stream()
                        .map(change -> new Follow(
                                required(change.channel()), required(change.topic()), required(change.following())))
                        .toList(),
                Arrays.copyOfRange(bytes, line + 1, bytes.length));
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
}
