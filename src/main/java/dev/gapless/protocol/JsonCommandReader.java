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
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final byte[] NOTHING = {};
    private static final Map<String, Method> METHODS =
            Stream.of(Method.values()).collect(Collectors.toUnmodifiableMap(Method::field, Function.identity()));

    private final JsonParser parser;
    private final char[] text;
    private final int start;

    /** @param start where in the text the parser began */
    JsonCommandReader(JsonParser parser, char[] text, int start) {
        this.parser = parser;
        this.text = text;
        this.start = start;
    }

    Command command() throws MalformedFrameException {
        begin(next());
        long id = 0;
        Method method = null;
        Request request = null;
        boolean unknown = false;
        while (next() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = next();
            if (name.equals("id")) {
                id = number(value, MAX_UINT32);
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
        return new Command(0, new Request.Pong());
    }

    private Request parameters(Method method, JsonToken value) throws MalformedFrameException {
        begin(value);
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
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "token" -> token = string();
                case "data" -> data = data();
                case "name" -> client = string();
                case "version" -> version = string();
                case "headers" -> headers = headers();
                case "subs" -> subs = subs();
                default -> skip();
            }
        }
        return new Request.Connect(token, data, client, version, headers, subs);
    }

    private Map<String, String> headers() throws MalformedFrameException {
        Map<String, String> headers = new HashMap<>();
        if (entries()) {
            for (String name = field(); name != null; name = field()) {
                headers.put(name, string());
            }
        }
        return headers;
    }

    private Map<String, Request.Resume> subs() throws MalformedFrameException {
        Map<String, Request.Resume> subs = new HashMap<>();
        if (entries()) {
            for (String channel = field(); channel != null; channel = field()) {
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
        if (entries()) {
            for (String name = field(); name != null; name = field()) {
                switch (name) {
                    case "recover" -> recover = bool();
                    case "offset" -> offset = number(next(), Long.MAX_VALUE);
                    case "epoch" -> epoch = string();
                    case "delta" -> delta = string();
                    default -> skip();
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
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "channel" -> channel = string();
                case "token" -> token = string();
                case "data" -> data = data();
                case "recover" -> recover = bool();
                case "offset" -> offset = number(next(), Long.MAX_VALUE);
                case "epoch" -> epoch = string();
                case "positioned" -> positioned = bool();
                case "recoverable" -> recoverable = bool();
                case "join_leave" -> joinLeave = bool();
                case "delta" -> delta = string();
                case "flag" -> flag = number(next(), Long.MAX_VALUE);
                case "type" -> type = number(next(), Integer.MAX_VALUE);
                case "tf" -> {
                    filtered = next() != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
                default -> skip();
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
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "channel" -> channel = string();
                case "data" -> data = data();
                default -> skip();
            }
        }
        return new Request.Publish(channel, data);
    }

    private Request history() throws MalformedFrameException {
        String channel = "";
        int limit = 0;
        Request.Since since = null;
        boolean reverse = false;
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "channel" -> channel = string();
                case "limit" -> limit = signed();
                case "since" -> since = since();
                case "reverse" -> reverse = bool();
                default -> skip();
            }
        }
        return new Request.History(channel, limit, since, reverse);
    }

    private Request.@Nullable Since since() throws MalformedFrameException {
        if (!entries()) {
            return null;
        }
        long offset = 0;
        String epoch = "";
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "offset" -> offset = number(next(), Long.MAX_VALUE);
                case "epoch" -> epoch = string();
                default -> skip();
            }
        }
        return new Request.Since(offset, epoch);
    }

    private Request send() throws MalformedFrameException {
        byte[] data = NOTHING;
        for (String name = field(); name != null; name = field()) {
            if (name.equals("data")) {
                data = data();
            } else {
                skip();
            }
        }
        return new Request.Send(data);
    }

    private Request rpc() throws MalformedFrameException {
        String method = "";
        byte[] data = NOTHING;
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "method" -> method = string();
                case "data" -> data = data();
                default -> skip();
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
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "channel" -> channel = string();
                case "token" -> token = string();
                default -> skip();
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
        for (String name = field(); name != null; name = field()) {
            if (name.equals(wanted)) {
                value = string();
            } else {
                skip();
            }
        }
        return value;
    }

    private static void begin(JsonToken token) throws MalformedFrameException {
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedFrameException("not an object");
        }
    }

    /** Whether an object follows, rather than null. */
    private boolean entries() throws MalformedFrameException {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        begin(token);
        return true;
    }

    /** The name of the next field, before its value; null at the end of the object. */
    private @Nullable String field() throws MalformedFrameException {
        return next() == JsonToken.END_OBJECT ? null : parser.currentName();
    }

    private void skip() throws MalformedFrameException {
        next();
        parser.skipChildren();
    }

    /** The bytes of a value of any kind. */
    private byte[] data() throws MalformedFrameException {
        next();
        int from = start + (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = start + (int) parser.currentLocation().getCharOffset();
        return new String(text, from, to - from).getBytes(StandardCharsets.UTF_8);
    }

    private String string() throws MalformedFrameException {
        return switch (next()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> "";
            default -> throw new MalformedFrameException("not a string");
        };
    }

    private boolean bool() throws MalformedFrameException {
        return switch (next()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new MalformedFrameException("not a boolean");
        };
    }

    private long number(JsonToken value, long most) throws MalformedFrameException {
        long number = number(value);
        if (number < 0 || number > most) {
            throw new MalformedFrameException("a number out of range");
        }
        return number;
    }

    private int signed() throws MalformedFrameException {
        long number = number(next());
        if (number != (int) number) {
            throw new MalformedFrameException("a number out of range");
        }
        return (int) number;
    }

    private long number(JsonToken value) throws MalformedFrameException {
        return switch (value) {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NULL -> 0;
            default -> throw new MalformedFrameException("not a whole number");
        };
    }

    /** The token that begins the value, or the end of input. */
    private JsonToken next() throws MalformedFrameException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new MalformedFrameException("ends early");
        }
        return token;
    }
}
