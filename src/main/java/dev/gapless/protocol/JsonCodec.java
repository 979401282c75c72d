package dev.gapless.protocol;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * The JSON form of the protocol: one object a line. Reading is strict about framing, ids and the types of the fields
 * that are used, and indifferent to fields that are not. Safe for use by many threads.
 */
public final class JsonCodec implements Codec {

    /** How replies are told apart. */
    public enum Framing {
        /** By a line break between those of one frame, where the transport keeps frames apart. */
        FRAMES,
        /** By a line break after each, in a stream without frames. */
        LINES,
        /** Each is an event of a {@code text/event-stream}. */
        EVENTS
    }

    private final Framing framing;

    public JsonCodec(Framing framing) {
        this.framing = framing;
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

    private static Command decodeLine(char[] text, int offset, int length) throws MalformedFrameException {
        if (length == 2 && text[offset] == '{' && text[offset + 1] == '}') {
            return Command.PONG; // what clients send most
        }
        try (JsonParser parser = JsonInput.parser(text, offset, length)) {
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
    public EmulatedFrame decodeEmulated(byte[] body) throws MalformedFrameException {
        CharBuffer text = text(body);
        try (JsonParser parser = JsonInput.parser(text.array(), 0, text.length())) {
            String session = "";
            String node = "";
            String data = "";
            JsonFields fields = new JsonFields(parser);
            fields.begin(fields.next());
            for (String name = fields.name(); name != null; name = fields.name()) {
                switch (name) {
                    case "session" -> session = fields.string();
                    case "node" -> node = fields.string();
                    case "data" -> data = fields.string();
                    default -> fields.skip();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedFrameException("more than one value");
            }
            return new EmulatedFrame(session, node, data.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new MalformedFrameException("not JSON");
        }
    }

    private static CharBuffer text(byte[] bytes) throws MalformedFrameException {
        try {
            return JsonInput.text(bytes);
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException("not UTF-8");
        }
    }

    @Override
    public void encode(Reply reply, FrameBuffer out) {
        switch (framing) {
            case FRAMES -> {
                if (out.size() > 0) {
                    out.raw('\n');
                }
                JsonReplyWriter.write(reply, out);
            }
            case LINES -> {
                JsonReplyWriter.write(reply, out);
                out.raw('\n');
            }
            case EVENTS -> {
                out.raw("data: ");
                JsonReplyWriter.write(reply, out);
                out.raw("\n\n");
            }
        }
    }

    @Override
    public boolean binary() {
        return false;
    }
}
