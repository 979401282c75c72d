package dev.gapless.protocol;

import static dev.gapless.protocol.GoldenMeanings.bytes;
import static dev.gapless.protocol.GoldenMeanings.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.protocol.GoldenFrames.Golden;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {
    private final JsonCodec codec = new JsonCodec(JsonCodec.Framing.FRAMES);

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAreReadAsTheyAreMeant(Golden golden) throws MalformedFrameException {
        assertThat(codec.decode(bytes(golden.json())))
                .usingRecursiveComparison()
                .isEqualTo(GoldenMeanings.commands(golden));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedFramesAreRefused(Golden golden) {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decode(bytes(golden.json())));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void repliesAreWrittenByteForByte(Golden golden) {
        List<Reply> replies = GoldenMeanings.replies(golden);
        assertThat(replies).as("what %s stands for", golden.name()).isNotNull();
        assertThat(frame(codec, replies)).hasToString(golden.json());
    }

    @Test
    void whatIsWrittenIsOneJsonValueALine() {
        JsonMapper mapper = new JsonMapper();
        replies()
                .flatMap(golden -> golden.json().lines())
                .forEach(line -> assertThat(mapper.readTree(line).isObject()).isTrue());
    }

    @Test
    void inAStreamEachReplyHasALine() {
        List<Reply> replies = List.of(new Reply.Ping(), published("c", "1", 4));
        assertThat(frame(new JsonCodec(JsonCodec.Framing.LINES), replies))
                .hasToString("{}\n{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":1,\"offset\":4}}}\n");
    }

    @Test
    void inAnEventStreamEachReplyIsAnEvent() {
        List<Reply> replies = List.of(new Reply.Ping(), published("c", "\r\n1", 4));
        assertThat(frame(new JsonCodec(JsonCodec.Framing.EVENTS), replies))
                .hasToString("data: {}\n\ndata: {\"push\":{\"channel\":\"c\",\"pub\":{\"data\":1,\"offset\":4}}}\n\n");
    }

    @Test
    void aPublicationIsEncodedOnceForAll() {
        SharedPublication shared = new SharedPublication(new Publication(bytes("1"), 4));
        FrameBuffer frame = frame(codec, List.of(new Reply.Published("a", shared), new Reply.Published("b", shared)));
        assertThat(frame).hasToString("""
                        {"push":{"channel":"a","pub":{"data":1,"offset":4}}}
                        {"push":{"channel":"b","pub":{"data":1,"offset":4}}}""");
        assertThat(shared.json()).isSameAs(shared.json());
    }

    @Test
    void anyChannelNameSurvives() {
        JsonMapper mapper = new JsonMapper();
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String channel = random.ints(random.nextInt(20), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            FrameBuffer frame = frame(codec, List.of(published(channel, "1", 1)));
            assertThat(mapper.readTree(frame.toString())
                            .path("push")
                            .path("channel")
                            .stringValue())
                    .isEqualTo(channel);
        }
    }

    @Test
    void aTokenAsLongAsAFrameIsRead() throws MalformedFrameException {
        String token = "x".repeat(65_000);
        assertThat(codec.decode(bytes("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}")))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Command(1, GoldenMeanings.connect(token))));
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] frame = bytes("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":\"?\"}}");
        int at = new String(frame, java.nio.charset.StandardCharsets.US_ASCII).indexOf('?');
        for (int bad : new int[] {0x80, 0xc0, 0xed, 0xf5, 0xff}) {
            frame[at] = (byte) bad;
            assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decode(frame));
        }
    }

    @Test
    void aFrameThatCameApartFromTheStreamIsRead() throws MalformedFrameException {
        EmulatedFrame emulated = codec.decodeEmulated(
                bytes("{\"session\":\"S\",\"node\":\"N\",\"data\":\"{\\\"send\\\":{}}\\n{}\",\"later\":[1]}"));
        assertThat(emulated)
                .usingRecursiveComparison()
                .isEqualTo(new EmulatedFrame("S", "N", bytes("{\"send\":{}}\n{}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}{}", "{\"session\":1}", "{\"data\":{}}", "{\"data\":\"{}\"} 1"})
    void aBodyThatIsNoEmulatedFrameIsRefused(String body) {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> codec.decodeEmulated(bytes(body)));
    }

    private static FrameBuffer frame(Codec codec, List<Reply> replies) {
        FrameBuffer frame = new FrameBuffer(1);
        for (Reply reply : replies) {
            codec.encode(reply, frame);
        }
        return frame;
    }

    private static Stream<Golden> commands() {
        return GoldenFrames.json("commands.json");
    }

    private static Stream<Golden> malformed() {
        return GoldenFrames.json("malformed.json");
    }

    private static Stream<Golden> replies() {
        return GoldenFrames.json("replies.json");
    }
}
