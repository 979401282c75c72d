package dev.gapless.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one command from a JSON object, token by token and without building a tree. */
final class JsonCommandReader {
    private static final byte[] NOTHING = {};
    private static final Map<String, Method> METHODS =
            Stream.of(Method.values()).collect(Collectors.toUnmodifiableMap(Method::field, Function.identity()));

    private final JsonParser parser;
    private final JsonFields fields;
    private final char[] text;
    private final int start;

    /** @param start where in the text the parser began */
    JsonCommandReader(JsonParser parser, char[] text, int start) {
        this.parser = parser;
        this.fields = new JsonFields(parser);
        this.text = text;
        this.start = start;
    }

    Command command() throws MalformedFrameException {
        fields.begin(fields.next());
        long id = 0;
        Method method = null;
        Request request = null;
        boolean unknown = false;
        while (fields.next() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = fields.next();
            if (name.equals("id")) {
                id = fields.uint32(value);
                continue;
            }
            Method found = METHODS.get(name);
            if (found == null) {
                unknown = true;
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                Request parameters = parameters(found, value);
                if (method == null || found.compareTo(method) <= 0) {
                    method = found;
                    request = parameters;
                }
            }
        }
        if (request != null) {
            return new Command(id, request);
        }
        if (unknown || id != 0) {
            throw new MalformedFrameException("unknown method");
        }
        return Command.PONG;
    }

    private Request parameters(Method method, JsonToken value) throws MalformedFrameException {
        fields.begin(value);
        return switch (method) {
            case CONNECT -> connect();
            case SUBSCRIBE -> subscribe();
            case UNSUBSCRIBE -> new Request.Unsubscribe(channel());
            case PUBLISH -> publish();
            case PRESENCE -> new Request.Presence(channel());
            case PRESENCE_STATS -> new Request.PresenceStats(channel());
            case HISTORY -> history();
            case PING -> {
                parser.skipChildren();
                yield new Request.Ping();
            }
            case SEND -> send();
            case RPC -> rpc();
            case REFRESH -> refresh();
            case SUB_REFRESH -> subRefresh();
        };
    }

    private Request connect() throws MalformedFrameException {
        String token = "";
        byte[] data = NOTHING;
        String client = "";
        String version = "";
        Map<String, String> headers = Map.of();
        Map<String, Request.Resume> subs = Map.of();
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "token" -> token = fields.string();
                case "data" -> data = data();
                case "name" -> client = fields.string();
                case "version" -> version = fields.string();
                case "headers" -> headers = fields.strings();
                case "subs" -> subs = subs();
                default -> fields.skip();
            }
        }
        return new Request.Connect(token, data, client, version, headers, subs);
    }

    private Map<String, Request.Resume> subs() throws MalformedFrameException {
        Map<String, Request.Resume> subs = new HashMap<>();
        if (fields.object()) {
            for (String channel = fields.name(); channel != null; channel = fields.name()) {
                subs.put(channel, resume());
            }
        }
        return subs;
    }

    private Request.Resume resume() throws MalformedFrameException {
        boolean recover = false;
        long offset = 0;
        String epoch = "";
        String delta = "";
        if (fields.object()) {
            for (String name = fields.name(); name != null; name = fields.name()) {
                switch (name) {
                    case "recover" -> recover = fields.bool();
                    case "offset" -> offset = fields.uint64();
                    case "epoch" -> epoch = fields.string();
                    case "delta" -> delta = fields.string();
                    default -> fields.skip();
                }
            }
        }
        return new Request.Resume(recover, offset, epoch, delta);
    }

    private Request subscribe() throws MalformedFrameException {
        String channel = "";
        String token = "";
        byte[] data = NOTHING;
        boolean recover = false;
        long offset = 0;
        String epoch = "";
        boolean positioned = false;
        boolean recoverable = false;
        boolean joinLeave = false;
        String delta = "";
        long flag = 0;
        long type = 0;
        boolean filtered = false;
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "channel" -> channel = fields.string();
                case "token" -> token = fields.string();
                case "data" -> data = data();
                case "recover" -> recover = fields.bool();
                case "offset" -> offset = fields.uint64();
                case "epoch" -> epoch = fields.string();
                case "positioned" -> positioned = fields.bool();
                case "recoverable" -> recoverable = fields.bool();
                case "join_leave" -> joinLeave = fields.bool();
                case "delta" -> delta = fields.string();
                case "flag" -> flag = fields.int64();
                case "type" -> type = fields.int32();
                case "tf" -> filtered = fields.present();
                default -> fields.skip();
            }
        }
        return new Request.Subscribe(
                channel,
                token,
                data,
                recover,
                offset,
                epoch,
                positioned,
                recoverable,
                joinLeave,
                delta,
                flag,
                type,
                filtered);
    }

    private Request publish() throws MalformedFrameException {
        String channel = "";
        byte[] data = NOTHING;
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "channel" -> channel = fields.string();
                case "data" -> data = data();
                default -> fields.skip();
            }
        }
        return new Request.Publish(channel, data);
    }

    private Request history() throws MalformedFrameException {
        String channel = "";
        int limit = 0;
        Request.Since since = null;
        boolean reverse = false;
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "channel" -> channel = fields.string();
                case "limit" -> limit = fields.int32();
                case "since" -> since = since();
                case "reverse" -> reverse = fields.bool();
                default -> fields.skip();
            }
        }
        return new Request.History(channel, limit, since, reverse);
    }

    private Request.@Nullable Since since() throws MalformedFrameException {
        if (!fields.object()) {
            return null;
        }
        long offset = 0;
        String epoch = "";
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "offset" -> offset = fields.uint64();
                case "epoch" -> epoch = fields.string();
                default -> fields.skip();
            }
        }
        return new Request.Since(offset, epoch);
    }

    private Request send() throws MalformedFrameException {
        byte[] data = NOTHING;
        for (String name = fields.name(); name != null; name = fields.name()) {
            if (name.equals("data")) {
                data = data();
            } else {
                fields.skip();
            }
        }
        return new Request.Send(data);
    }

    private Request rpc() throws MalformedFrameException {
        String method = "";
        byte[] data = NOTHING;
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "method" -> method = fields.string();
                case "data" -> data = data();
                default -> fields.skip();
            }
        }
        return new Request.Rpc(method, data);
    }

    private Request refresh() throws MalformedFrameException {
        return new Request.Refresh(only("token"));
    }

    private Request subRefresh() throws MalformedFrameException {
        String channel = "";
        String token = "";
        for (String name = fields.name(); name != null; name = fields.name()) {
            switch (name) {
                case "channel" -> channel = fields.string();
                case "token" -> token = fields.string();
                default -> fields.skip();
            }
        }
        return new Request.SubRefresh(channel, token);
    }

    private String channel() throws MalformedFrameException {
        return only("channel");
    }

    /** The one field that matters of an object; empty when it is missing. */
    private String only(String wanted) throws MalformedFrameException {
        String value = "";
        for (String name = fields.name(); name != null; name = fields.name()) {
            if (name.equals(wanted)) {
                value = fields.string();
            } else {
                fields.skip();
            }
        }
        return value;
    }

    /** The bytes of a value of any kind. */
    private byte[] data() throws MalformedFrameException {
        fields.next();
        int from = start + (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = start + (int) parser.currentLocation().getCharOffset();
        return new String(text, from, to - from).getBytes(StandardCharsets.UTF_8);
    }
}
