package dev.gapless.gateway.api;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.gateway.api.ApiResult.Done;
import dev.gapless.gateway.api.ApiResult.Published;
import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Outcome;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import dev.gapless.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The methods that write into the log. What they publish is an event like any other: it survives a restart, and every
 * server delivers it. An answer means that this server's hub has placed it, so whoever subscribes or asks for the history
 * after it sees it.
 */
final class Publishing {
    private static final int LONGEST_KEY = 128;

    private final EventLog log;
    private final Function<String, Lookup> channels;
    private final FollowLoader topics;

    /**
     * @param channels looks up a channel by its name
     * @param topics knows where publications of a channel are placed
     */
    Publishing(EventLog log, Function<String, Lookup> channels, FollowLoader topics) {
        this.log = log;
        this.channels = channels;
        this.topics = topics;
    }

    ApiResult publish(ApiRequest.Publish request) {
        Payload payload = payload(request);
        if (payload == null) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        return switch (channels.apply(request.channel())) {
            case Lookup.Refused refused -> new Refused(refused.why());
            case Lookup.Found found ->
                published(log.publish(event(List.of(topics.topicOf(request.channel())), payload, request)), 0);
        };
    }

    /** One event, with one offset, whatever the number of channels. */
    ApiResult broadcast(ApiRequest.Broadcast request) {
        Payload payload = payload(request);
        if (payload == null || request.channels().isEmpty()) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        Map<String, ApiResult> results = new HashMap<>();
        List<String> known = new ArrayList<>();
        for (String channel : Set.copyOf(request.channels())) {
            switch (channels.apply(channel)) {
                case Lookup.Refused refused -> results.put(channel, new Refused(refused.why()));
                case Lookup.Found found -> known.add(channel);
            }
        }
        if (!known.isEmpty()) {
            List<String> in = known.stream().map(topics::topicOf).toList();
            Receipt receipt = log.publish(event(in, payload, request));
            for (int i = 0; i < known.size(); i++) {
                results.put(known.get(i), published(receipt, i));
            }
        }
        return new Done(new ApiResult.Broadcasted(request.channels().stream()
                .map(channel -> results.getOrDefault(channel, ApiResult.done()).toReply())
                .toList()));
    }

    ApiResult removeHistory(ApiRequest.OfChannel request) {
        return switch (channels.apply(request.channel())) {
            case Lookup.Refused refused -> new Refused(refused.why());
            case Lookup.Found found -> {
                if (!found.channel().namespace().offers().hasHistory()) {
                    yield new Refused(ErrorCode.NOT_AVAILABLE);
                }
                log.publish(Event.removal(List.of(topics.topicOf(request.channel()))));
                yield ApiResult.done();
            }
        };
    }

    private static ApiResult published(Receipt receipt, int topic) {
        Outcome outcome = receipt.outcomes().get(topic);
        return new Done(
                outcome.offset() == 0
                        ? new Published(null, null)
                        : new Published(outcome.offset(), receipt.position().epoch()));
    }

    private static Event event(List<String> in, Payload payload, ApiRequest.Publication request) {
        Event event = payload.json() ? Event.of(in, payload.data()) : Event.binary(in, payload.data());
        return event.withTags(request.tags())
                .withTerms(new Terms(
                        request.skipHistory(),
                        request.idempotencyKey().isEmpty() ? null : request.idempotencyKey(),
                        request.version() == 0 ? null : new Version(request.version(), request.versionEpoch())));
    }

    private record Payload(byte[] data, boolean json) {}

    /** Null if what is asked for cannot be published, whatever the channel. */
    private static @Nullable Payload payload(ApiRequest.Publication request) {
        if (request.version() < 0 || request.idempotencyKey().length() > LONGEST_KEY) {
            return null;
        }
        if (request.b64data().isEmpty()) {
            RawJson data = request.data();
            return data == null ? null : new Payload(data.bytes(), true);
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(request.b64data());
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        RawJson json = ApiJson.valueOf(decoded);
        return json == null ? new Payload(decoded, false) : new Payload(json.bytes(), true);
    }
}
