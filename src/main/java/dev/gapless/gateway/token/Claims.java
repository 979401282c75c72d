package dev.gapless.gateway.token;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The claims of a token, or a part of them, by name. A claim that is null is one that is not there.
 *
 * <p>All methods throw {@link IllegalArgumentException} when a claim is of another kind than it has to be.
 */
final class Claims {
    /** Numbers within {@code info} and {@code data} stay what they were. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Far beyond all that is asked for, and yet a time. */
    private static final double LAST = 1e17;

    private final JsonNode node;

    private Claims(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("not an object");
        }
        this.node = node;
    }

    static Claims parse(byte[] json) {
        try {
            return new Claims(JSON.readTree(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Empty if there is no such claim. */
    String text(String name) {
        return has(name) ? text(node.path(name)) : "";
    }

    /** A claim that is one text or a list of them. */
    List<String> texts(String name) {
        JsonNode value = node.path(name);
        if (!has(name)) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(text(value));
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode each : value) {
            texts.add(text(each));
        }
        return texts;
    }

    private static String text(JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException("not a text");
        }
        return value.stringValue();
    }

    /** From seconds, with or without a fraction, to milliseconds. */
    long millis(String name, long absent) {
        if (!has(name)) {
            return absent;
        }
        if (!node.path(name).isNumber()) {
            throw new IllegalArgumentException("not a time");
        }
        return (long) Math.min(node.path(name).doubleValue() * 1000, LAST);
    }

    /**
     * One JSON value, in one line: what the base64 under the one name stands for, or else what is under the other; null
     * if there is neither. Bytes that are no JSON become the text of their base64, since they stand among JSON later.
     */
    byte @Nullable [] payload(String base64Name, String jsonName) {
        String base64 = text(base64Name);
        if (!base64.isEmpty()) {
            return json(base64);
        }
        return has(jsonName) ? JSON.writeValueAsBytes(node.path(jsonName)) : null;
    }

    /** What this base64 stands for, as one JSON value in one line; as above. */
    static byte[] json(String base64) {
        return JSON.writeValueAsBytes(decoded(base64));
    }

    private static JsonNode decoded(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        try {
            JsonNode value = JSON.readTree(bytes);
            return value.isMissingNode() ? JSON.valueToTree(base64) : value;
        } catch (JacksonException e) {
            return JSON.valueToTree(base64);
        }
    }

    /** The value of {@code {"name": {"value": true}}}; null if there is none. */
    @Nullable Boolean flag(String name) {
        JsonNode value = node.path(name).path("value");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return value.booleanValue();
    }

    /** The claims within a claim, by their names. */
    Map<String, Claims> parts(String name) {
        Map<String, Claims> parts = new LinkedHashMap<>();
        Claims whole = part(name);
        if (whole != null) {
            whole.node.properties().forEach(part -> parts.put(part.getKey(), new Claims(part.getValue())));
        }
        return parts;
    }

    @Nullable Claims part(String name) {
        return has(name) ? new Claims(node.path(name)) : null;
    }
}
