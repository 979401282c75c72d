package dev.gapless.system;

import dev.gapless.account.Storable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** Takes as text only what is text in the JSON and can be stored as text. */
final class WebText extends StdScalarDeserializer<String> {

    WebText() {
        super(String.class);
    }

    static SimpleModule module() {
        return new SimpleModule("gapless text").addDeserializer(String.class, new WebText());
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return context.reportInputMismatch(this, "a text is expected");
        }
        String text = parser.getString();
        if (!Storable.isStorable(text)) {
            throw new UnstorableTextException(parser);
        }
        return text;
    }

    @Override
    public LogicalType logicalType() {
        return LogicalType.Textual;
    }

    /** A text contains what cannot be stored. */
    static final class UnstorableTextException extends MismatchedInputException {
        UnstorableTextException(JsonParser parser) {
            super(parser, "contains characters that cannot be stored", String.class);
        }
    }
}
