package dev.gapless.protocol;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON form of the protocol: frames of one object a line. Reading is strict about framing, ids and the types of
 * the fields that are used, and indifferent to fields that are not. Safe for use by many threads.
 */
public final class JsonCodec {
    private static final long MAX_ID = 0xFFFF_FFFFL;

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

    /**
     * Reads a frame: one command a line, at least one.
     *
     * @throws MalformedFrameException for everything that is not that; nothing else is thrown, whatever the bytes are
     */
    public List<Command> decode(byte[] frame) throws MalformedFrameException {
        List<Command> commands = new ArrayList<>(2);
        int start = 0;
        do {
            int end = start;
            while (end < frame.length && frame[end] != '\n') {
                end++;
            }
            commands.add(decodeLine(frame, start, end - start));
            start = end + 1;
        } while (start < frame.length);
        return commands;
    }

    private Command decodeLine(byte[] frame, int offset, int length) throws MalformedFrameException {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), frame, offset, length)) {
            Command command = CommandReader.read(parser);
            if (parser.nextToken() != null) {
                throw new MalformedFrameException("more than one value in a line");
            }
            if (command.id() > MAX_ID) {
                throw new MalformedFrameException("id out of range");
            }
            return command;
        } catch (JacksonException e) {
            throw new MalformedFrameException("not JSON");
        }
    }

    /** Writes a reply, after a line break when the buffer holds others: the buffer then is one frame of them all. */
    public void encode(Reply reply, FrameBuffer out) {
        if (out.size() > 0) {
            out.raw('\n');
        }
        ReplyWriter.write(reply, out);
    }

    /** The token that begins the value, or the end of input. */
    static JsonToken next(JsonParser parser) throws MalformedFrameException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new MalformedFrameException("ends early");
        }
        return token;
    }
}
