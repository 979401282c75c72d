package dev.gapless.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON form of the protocol: frames of one object a line. Reading is strict about framing, ids and the types of
 * the fields that are used, and indifferent to fields that are not. Safe for use by many threads.
 */
public final class JsonCodec implements Codec {
    private final JsonFactory json;

    /** Makes a codec that reads frames of up to so many bytes. */
    public JsonCodec(int maxFrameSize) {
        // Names are not interned in a table shared by all: a hostile client would fill it.
        json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxStringLength(maxFrameSize)
                        .maxNameLength(maxFrameSize)
                        .maxNumberLength(32)
                        .build())
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
    }

    @Override
    public List<Command> decode(byte[] frame) throws MalformedFrameException {
        CharBuffer text = text(frame);
        char[] chars = text.array();
        int length = text.length();
        List<Command> commands = new ArrayList<>(2);
        int start = 0;
        do {
            int end = start;
            while (end < length && chars[end] != '\n') {
                end++;
            }
            commands.add(decodeLine(chars, start, end - start));
            start = end + 1;
        } while (start < length);
        return commands;
    }

    /** Strict, since what came in from one client goes out to others as it is. */
    private static CharBuffer text(byte[] frame) throws MalformedFrameException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame));
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException("not UTF-8");
        }
    }

    private Command decodeLine(char[] text, int offset, int length) throws MalformedFrameException {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text, offset, length)) {
            Command command = new JsonCommandReader(parser, text, offset).command();
            if (parser.nextToken() != null) {
                throw new MalformedFrameException("more than one value in a line");
            }
            return command;
        } catch (JacksonException e) {
            throw new MalformedFrameException("not JSON");
        }
    }

    @Override
    public void encode(Reply reply, FrameBuffer out) {
        if (out.size() > 0) {
            out.raw('\n');
        }
        JsonReplyWriter.write(reply, out);
    }

    @Override
    public boolean binary() {
        return false;
    }
}
