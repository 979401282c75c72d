package dev.gapless.protocol;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** What a payload has to be so that JSON frames can hold it as it is. */
public final class Json {
    private Json() {}

    /**
     * Whether the bytes are exactly one JSON value in UTF-8. Once it is known to be so, they may go into frames as they
     * are; frames leave out line breaks, which a value has only where they mean nothing.
     */
    public static boolean isValue(byte[] bytes) {
        try {
            CharBuffer text = JsonInput.text(bytes);
            try (JsonParser parser = JsonInput.parser(text.array(), 0, text.length())) {
                if (parser.nextToken() == null) {
                    return false;
                }
                parser.skipChildren();
                parser.finishToken();
                return parser.nextToken() == null;
            }
        } catch (CharacterCodingException | JacksonException e) {
            return false;
        }
    }
}
