package dev.gapless.protocol;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one command from a JSON object, token by token and without building a tree. */
final class CommandReader {
    private static final Map<String, Method> METHODS =
            Stream.of(Method.values()).collect(Collectors.toUnmodifiableMap(Method::field, Function.identity()));

    private final JsonParser parser;

    private CommandReader(JsonParser parser) {
        this.parser = parser;
    }

    static Command read(JsonParser parser) throws MalformedFrameException {
        return new CommandReader(parser).command();
    }

    private Command command() throws MalformedFrameException {
        begin(JsonCodec.next(parser));
        long id = 0;
        Method method = null;
        Request request = null;
        boolean unknown = false;
        while (JsonCodec.next(parser) != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = JsonCodec.next(parser);
            if (name.equals("id")) {
                id = number(value);
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
            case CONNECT -> new Request.Connect(only("token"));
            case SUBSCRIBE -> subscribe();
            case UNSUBSCRIBE -> new Request.Unsubscribe(only("channel"));
            case REFRESH -> new Request.Refresh(only("token"));
            case PUBLISH, PRESENCE, PRESENCE_STATS, HISTORY, PING, SEND, RPC, SUB_REFRESH -> {
                parser.skipChildren();
                yield new Request.Other(method);
            }
        };
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

    private Request subscribe() throws MalformedFrameException {
        String channel = "";
        String token = "";
        String epoch = "";
        String delta = "";
        boolean recover = false;
        boolean filtered = false;
        long offset = 0;
        long flag = 0;
        long type = 0;
        for (String name = field(); name != null; name = field()) {
            switch (name) {
                case "channel" -> channel = string();
                case "token" -> token = string();
                case "recover" -> recover = bool();
                case "offset" -> offset = number(JsonCodec.next(parser));
                case "epoch" -> epoch = string();
                case "delta" -> delta = string();
                case "flag" -> flag = number(JsonCodec.next(parser));
                case "type" -> type = number(JsonCodec.next(parser));
                case "tf" -> {
                    filtered = JsonCodec.next(parser) != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
                default -> skip();
            }
        }
        return new Request.Subscribe(channel, token, recover, offset, epoch, delta, flag, type, filtered);
    }

    private static void begin(JsonToken token) throws MalformedFrameException {
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedFrameException("not an object");
        }
    }

    /** The name of the next field, before its value; null at the end of the object. */
    private @Nullable String field() throws MalformedFrameException {
        return JsonCodec.next(parser) == JsonToken.END_OBJECT ? null : parser.currentName();
    }

    private void skip() throws MalformedFrameException {
        JsonCodec.next(parser);
        parser.skipChildren();
    }

    private String string() throws MalformedFrameException {
        return switch (JsonCodec.next(parser)) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> "";
            default -> throw new MalformedFrameException("not a string");
        };
    }

    private boolean bool() throws MalformedFrameException {
        return switch (JsonCodec.next(parser)) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new MalformedFrameException("not a boolean");
        };
    }

    private long number(JsonToken value) throws MalformedFrameException {
        if (value == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (value != JsonToken.VALUE_NUMBER_INT) {
            throw new MalformedFrameException("not a whole number");
        }
        long number = parser.getLongValue();
        if (number < 0) {
            throw new MalformedFrameException("a negative number");
        }
        return number;
    }
}
