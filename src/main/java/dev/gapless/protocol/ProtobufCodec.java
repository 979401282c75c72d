package dev.gapless.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.gapless.protocol.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of the protocol: each message after its length. Payloads pass through as the bytes they are. Reading
 * is as strict about framing and types as it is for JSON, and passes over fields that it does not know. Safe for use by
 * many threads.
 */
public final class ProtobufCodec implements Codec {
    private static final Parser<Wire.Command> COMMANDS = DiscardUnknownFieldsParser.wrap(Wire.Command.parser());
    private static final Parser<Wire.EmulationRequest> EMULATED =
            DiscardUnknownFieldsParser.wrap(Wire.EmulationRequest.parser());

    @Override
    public List<Command> decode(byte[] frame) throws MalformedFrameException {
        List<Command> commands = new ArrayList<>(2);
        ByteString rest = UnsafeByteOperations.unsafeWrap(frame);
        do {
            rest = decode(rest, commands);
        } while (!rest.isEmpty());
        return commands;
    }

    /** Reads the first command, and tells what follows it. */
    private static ByteString decode(ByteString bytes, List<Command> commands) throws MalformedFrameException {
        try {
            CodedInputStream prefix = bytes.newCodedInput();
            long length = prefix.readUInt64();
            int start = prefix.getTotalBytesRead();
            if (length < 0 || length > bytes.size() - start) {
                throw new MalformedFrameException("ends early");
            }
            int end = start + (int) length;
            commands.add(
                    length == 0
                            ? Command.PONG
                            : ProtobufCommandReader.read(parse(COMMANDS, bytes.substring(start, end))));
            return bytes.substring(end);
        } catch (IOException e) {
            throw new MalformedFrameException("not Protobuf");
        }
    }

    @Override
    public EmulatedFrame decodeEmulated(byte[] body) throws MalformedFrameException {
        try {
            Wire.EmulationRequest request = parse(EMULATED, UnsafeByteOperations.unsafeWrap(body));
            return new EmulatedFrame(
                    request.getSession(), request.getNode(), request.getData().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException("not Protobuf");
        }
    }

    private static <M extends MessageLite> M parse(Parser<M> parser, ByteString bytes)
            throws InvalidProtocolBufferException {
        CodedInputStream input = bytes.newCodedInput();
        input.enableAliasing(true); // payloads are copied once, when they are taken from the message
        M message = parser.parseFrom(input);
        input.checkLastTagWas(0);
        return message;
    }

    @Override
    public void encode(Reply reply, FrameBuffer out) {
        try {
            ProtobufReplyWriter.write(reply, out);
        } catch (IOException e) {
            throw new IllegalStateException("a message is longer than its size", e);
        }
    }

    @Override
    public boolean binary() {
        return true;
    }
}
