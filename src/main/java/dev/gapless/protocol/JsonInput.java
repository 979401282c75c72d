package dev.gapless.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** How JSON from outside is read. Its size is bounded by whoever received it, so only its depth is here. */
final class JsonInput {
    /** What the JSON readers of all clients can follow. */
    private static final int DEEPEST = 500;

    // Names are not interned in a table shared by all: a hostile client would fill it.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private JsonInput() {}

    /**
     * Reads UTF-8 strictly, since what comes in from one client goes out to others as it is.
     *
     * @throws CharacterCodingException when it is something else
     */
    static CharBuffer text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    }

    static JsonParser parser(char[] text, int offset, int length) {
        return FACTORY.createParser(ObjectReadContext.empty(), text, offset, length);
    }
}
