package dev.gapless.protocol;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of objects, one after the other. Null is the same as absent. A value of another type than is asked for is
 * malformed.
 */
final class JsonFields {
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final int LONGEST_NUMBER = 20;
    private static final int UINT64_BITS = 64;

    private final JsonParser parser;

    JsonFields(JsonParser parser) {
        this.parser = parser;
    }

    /** The token that begins the value, or the end of an object. */
    JsonToken next() throws MalformedFrameException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new MalformedFrameException("ends early");
        }
        return token;
    }

    void begin(JsonToken token) throws MalformedFrameException {
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedFrameException("not an object");
        }
    }

    /** Whether an object follows, rather than null. */
    boolean object() throws MalformedFrameException {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        begin(token);
        return true;
    }

    /** The name of the next field, before its value; null at the end of the object. */
    @Nullable String name() throws MalformedFrameException {
        return next() == JsonToken.END_OBJECT ? null : parser.currentName();
    }

    void skip() throws MalformedFrameException {
        next();
        parser.skipChildren();
    }

    /** Whether there is anything but null. */
    boolean present() throws MalformedFrameException {
        boolean present = next() != JsonToken.VALUE_NULL;
        parser.skipChildren();
        return present;
    }

    String string() throws MalformedFrameException {
        return switch (next()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> "";
            default -> throw new MalformedFrameException("not a string");
        };
    }

    Map<String, String> strings() throws MalformedFrameException {
        // Not one of the immutable maps: their search is linear when a hostile client makes all hashes equal.
        Map<String, String> strings = new HashMap<>();
        if (object()) {
            for (String name = name(); name != null; name = name()) {
                strings.put(name, string());
            }
        }
        return strings;
    }

    boolean bool() throws MalformedFrameException {
        return switch (next()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new MalformedFrameException("not a boolean");
        };
    }

    long uint32(JsonToken value) throws MalformedFrameException {
        long number = small(number(value));
        if (number < 0 || number > MAX_UINT32) {
            throw new MalformedFrameException("a number out of range");
        }
        return number;
    }

    /** The upper half of the range is one place, the largest {@code long}: ahead of everything. */
    long uint64() throws MalformedFrameException {
        Number number = number(next());
        if (number instanceof BigInteger large && large.signum() > 0 && large.bitLength() <= UINT64_BITS) {
            return Long.MAX_VALUE;
        }
        long small = small(number);
        if (small < 0) {
            throw new MalformedFrameException("a number out of range");
        }
        return small;
    }

    int int32() throws MalformedFrameException {
        long number = int64();
        if (number != (int) number) {
            throw new MalformedFrameException("a number out of range");
        }
        return (int) number;
    }

    long int64() throws MalformedFrameException {
        return small(number(next()));
    }

    private static long small(Number number) throws MalformedFrameException {
        if (number instanceof BigInteger) {
            throw new MalformedFrameException("a number out of range");
        }
        return number.longValue();
    }

    private Number number(JsonToken value) throws MalformedFrameException {
        return switch (value) {
            case VALUE_NUMBER_INT -> {
                if (parser.getStringLength() > LONGEST_NUMBER) {
                    throw new MalformedFrameException("a number out of range");
                }
                yield parser.getNumberValue();
            }
            case VALUE_NULL -> 0;
            default -> throw new MalformedFrameException("not a whole number");
        };
    }
}
