package dev.gapless.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads and writes the API's JSON: records with names in snake_case. What is absent or null is empty, zero or false, as
 * in the protocol; unknown fields are ignored; a value of the wrong type is an error, as is anything after the value.
 * {@link RawJson} passes through as the bytes it is.
 */
final class ApiJson {
    private static final String TEXT = "text";
    private static final int DEEPEST = 128;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(Integer.MAX_VALUE) // the body has a limit
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .changeDefaultNullHandling(nulls -> JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .withConfigOverride(
                    String.class, text -> text.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(
                    List.class,
                    list -> list.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL)))
            .withConfigOverride(
                    Map.class, map -> map.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL)))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(new SimpleModule()
                    .addDeserializer(RawJson.class, new RawReader())
                    .addSerializer(RawJson.class, new RawWriter()))
            .build();

    private ApiJson() {}

    /** The text is not JSON, or not of the form that was asked for. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super(why);
        }
    }

    /** Reads one object. */
    static <T> T read(Class<T> type, byte[] text) throws Malformed {
        try {
            T value = reader(type, text).readValue(text);
            if (value == null) {
                throw new Malformed("null");
            }
            return value;
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage());
        }
    }

    /** Reads objects that follow one another. */
    static <T> List<T> readAll(Class<T> type, byte[] text) throws Malformed {
        List<T> all = new ArrayList<>();
        try (MappingIterator<@Nullable T> values = reader(type, text)
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValues(text)) {
            while (values.hasNextValue()) {
                T value = values.nextValue();
                if (value == null) {
                    throw new Malformed("null");
                }
                all.add(value);
            }
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage());
        }
        return all;
    }

    /** The one JSON value that these bytes are; null if they are not. */
    static @Nullable RawJson valueOf(byte[] bytes) {
        try {
            return read(RawJson.class, bytes);
        } catch (Malformed e) {
            return null;
        }
    }

    private static ObjectReader reader(Class<?> type, byte[] text) throws Malformed {
        // In other encodings there are zeros among the first four bytes. JSON itself never has one.
        for (int i = 0; i < Math.min(4, text.length); i++) {
            if (text[i] == 0) {
                throw new Malformed("not UTF-8");
            }
        }
        return MAPPER.readerFor(type).withAttribute(TEXT, text);
    }

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    private static final class RawReader extends ValueDeserializer<RawJson> {
        @Override
        public RawJson deserialize(JsonParser parser, DeserializationContext context) {
            byte[] text = (byte[]) context.getAttribute(TEXT);
            long from = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            long to = parser.currentLocation().getByteOffset();
            return RawJson.of(text, Math.toIntExact(from), Math.toIntExact(to));
        }

        @Override
        public RawJson getNullValue(DeserializationContext context) {
            return RawJson.NULL;
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    private static final class RawWriter extends ValueSerializer<RawJson> {
        @Override
        public void serialize(RawJson value, JsonGenerator out, SerializationContext context) {
            out.writeRawValue(value.toString());
        }
    }
}
