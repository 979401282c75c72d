package dev.gapless.protocol;

import static dev.gapless.protocol.GoldenMeanings.bytes;
import static dev.gapless.protocol.GoldenMeanings.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.gapless.protocol.GoldenFrames.Golden;
import dev.gapless.protocol.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCodecTest {
    private final ProtobufCodec codec = new ProtobufCodec();

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAreReadAsTheyAreMeant(Golden golden) throws MalformedFrameException {
        assertThat(codec.decode(golden.binary())).usingRecursiveComparison().isEqualTo(GoldenMeanings.commands(golden));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedFramesAreRefused(Golden golden) {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decode(golden.binary()));
    }

    @Test
    void anEmptyFrameIsRefused() {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decode(new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void repliesAreWrittenByteForByte(Golden golden) {
        List<Reply> replies = GoldenMeanings.replies(golden);
        assertThat(replies).as("what %s stands for", golden.name()).isNotNull();
        FrameBuffer frame = new FrameBuffer(1);
        for (Reply reply : replies) {
            codec.encode(reply, frame);
        }
        assertThat(frame.toByteArray()).isEqualTo(golden.binary());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 126, 127, 128, 129, 16_383, 16_384, 70_000})
    void aPublicationOfAnySizeHasItsLengths(int size) throws IOException {
        String channel = "c".repeat(Math.min(255, size)) + "é";
        FrameBuffer frame = new FrameBuffer(1);
        codec.encode(published(channel, "x".repeat(size), 7), frame);
        codec.encode(new Reply.Ping(), frame);
        ByteArrayInputStream in = new ByteArrayInputStream(frame.toByteArray());
        Wire.Push push = Wire.Reply.parseDelimitedFrom(in).getPush();
        assertThat(push.getChannel()).isEqualTo(channel);
        assertThat(push.getPub().getData()).isEqualTo(ByteString.copyFrom(bytes("x".repeat(size))));
        assertThat(push.getPub().getOffset()).isEqualTo(7);
        assertThat(in.readAllBytes()).containsExactly(0);
    }

    @Test
    void payloadsPassThroughAsTheyAre() throws IOException, MalformedFrameException {
        byte[] data = new byte[256];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        Wire.Command.newBuilder()
                .setId(1)
                .setPublish(Wire.PublishRequest.newBuilder().setChannel("c").setData(ByteString.copyFrom(data)))
                .build()
                .writeDelimitedTo(frame);
        assertThat(codec.decode(frame.toByteArray()))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Command(1, new Request.Publish("c", data))));
    }

    @Test
    void aFrameIsNotKeptByItsCommands() throws MalformedFrameException {
        byte[] frame = commands()
                .filter(golden -> golden.name().equals("publish a digit"))
                .findFirst()
                .orElseThrow()
                .binary();
        List<Command> commands = codec.decode(frame);
        java.util.Arrays.fill(frame, (byte) 0);
        assertThat(commands)
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Command(8, new Request.Publish("c", bytes("7")))));
    }

    @Test
    void aFrameThatCameApartFromTheStreamIsRead() throws MalformedFrameException {
        byte[] body = Wire.EmulationRequest.newBuilder()
                .setNode("N")
                .setSession("S")
                .setData(ByteString.copyFrom(new byte[] {0, 0}))
                .build()
                .toByteArray();
        assertThat(codec.decodeEmulated(body))
                .usingRecursiveComparison()
                .isEqualTo(new EmulatedFrame("S", "N", new byte[] {0, 0}));
    }

    @Test
    void aBodyThatIsNoEmulatedFrameIsRefused() {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decodeEmulated(bytes("{}")));
    }

    private static Stream<Golden> commands() {
        return GoldenFrames.protobuf("commands.json");
    }

    private static Stream<Golden> malformed() {
        return GoldenFrames.protobuf("malformed-protobuf.json");
    }

    private static Stream<Golden> replies() {
        return GoldenFrames.protobuf("replies.json");
    }
}
