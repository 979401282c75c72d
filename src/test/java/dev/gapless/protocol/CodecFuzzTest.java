package dev.gapless.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import tools.jackson.databind.json.JsonMapper;

/**
 * What comes from outside is either read or refused: anything but a {@link MalformedFrameException} fails these tests.
 * What was read can be passed on.
 */
class CodecFuzzTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonCodec TEXT = new JsonCodec(JsonCodec.Framing.FRAMES);
    private static final ProtobufCodec BINARY = new ProtobufCodec();
    private static final byte[] SIGNIFICANT = "{}[]\",:\n\r\\0-e\0\u007f".getBytes(UTF_8);

    /** Changes a few bytes, doubles a stretch, or cuts. */
    record Mutation(int kind, int at, int value) {
        byte[] apply(byte[] bytes) {
            if (bytes.length == 0) {
                return new byte[] {(byte) value};
            }
            int index = at % bytes.length;
            byte[] result = bytes.clone();
            switch (kind) {
                case 0 -> result[index] = (byte) value;
                case 1 -> result[index] = SIGNIFICANT[value % SIGNIFICANT.length];
                case 2 -> result[index] ^= (byte) (1 << (value & 7));
                case 3 -> result = Arrays.copyOf(bytes, index);
                case 4 -> {
                    result = Arrays.copyOf(bytes, bytes.length + bytes.length - index);
                    System.arraycopy(bytes, index, result, bytes.length, bytes.length - index);
                }
                default -> {
                    result = new byte[bytes.length - 1];
                    System.arraycopy(bytes, 0, result, 0, index);
                    System.arraycopy(bytes, index + 1, result, index, result.length - index);
                }
            }
            return result;
        }
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void mutatedJsonIsReadOrRefused(@ForAll("json") byte[] frame) {
        decode(TEXT, frame).forEach(CodecFuzzTest::canBePassedOn);
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void mutatedProtobufIsReadOrRefused(@ForAll("protobuf") byte[] frame) {
        decode(BINARY, frame);
    }

    @Property(tries = 5_000)
    void noiseIsReadOrRefused(@ForAll @Size(max = 100) byte[] noise) {
        decode(TEXT, noise).forEach(CodecFuzzTest::canBePassedOn);
        decode(BINARY, noise);
        decodeEmulated(TEXT, noise);
        decodeEmulated(BINARY, noise);
        Json.isValue(noise);
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void aMutatedPatchIsAppliedOrRefused(@ForAll("patches") byte[] patch) {
        try {
            assertThat(Delta.apply("the base of it all".getBytes(UTF_8), patch, 1_000))
                    .hasSizeLessThanOrEqualTo(1_000);
        } catch (MalformedFrameException e) {
            assertThat(e).hasNoCause();
        }
    }

    private static List<Command> decode(Codec codec, byte[] frame) {
        byte[] before = frame.clone();
        try {
            List<Command> commands = codec.decode(frame);
            assertThat(commands).isNotEmpty();
            return commands;
        } catch (MalformedFrameException e) {
            return List.of();
        } finally {
            assertThat(frame).isEqualTo(before);
        }
    }

    private static void decodeEmulated(Codec codec, byte[] body) {
        try {
            assertThat(codec.decodeEmulated(body)).isNotNull();
        } catch (MalformedFrameException e) {
            assertThat(e).hasNoCause();
        }
    }

    /** Whatever a client has published can stand in the frames of all others. */
    private static void canBePassedOn(Command command) {
        if (command.request() instanceof Request.Publish publish && publish.data().length > 0) {
            assertThat(Json.isValue(publish.data())).isTrue();
            FrameBuffer frame = new FrameBuffer(16);
            TEXT.encode(
                    new Reply.Published(publish.channel(), new SharedPublication(new Publication(publish.data(), 1))),
                    frame);
            String text = frame.toString();
            assertThat(text).doesNotContain("\n", "\r");
            assertThat(JSON.readTree(text)
                            .path("push")
                            .path("pub")
                            .path("offset")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Provide
    Arbitrary<byte[]> json() {
        return mutants(Stream.of("commands.json", "malformed.json")
                .flatMap(GoldenFrames::json)
                .map(golden -> golden.json().getBytes(UTF_8))
                .toList());
    }

    @Provide
    Arbitrary<byte[]> protobuf() {
        return mutants(Stream.of("commands.json", "malformed.json")
                .flatMap(GoldenFrames::protobuf)
                .map(GoldenFrames.Golden::binary)
                .toList());
    }

    @Provide
    Arbitrary<byte[]> patches() {
        byte[] base = "the base of it all".getBytes(UTF_8);
        return mutants(Stream.of("", "the base of all", "it all, the base of it all, of it all", "something else")
                .map(target -> Delta.create(base, target.getBytes(UTF_8)))
                .toList());
    }

    private static Arbitrary<byte[]> mutants(List<byte[]> seeds) {
        Arbitrary<List<Mutation>> mutations = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 255))
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
        return Combinators.combine(Arbitraries.of(seeds), mutations).as(CodecFuzzTest::mutated);
    }

    private static byte[] mutated(byte[] seed, List<Mutation> mutations) {
        byte[] bytes = seed;
        for (Mutation mutation : mutations) {
            bytes = mutation.apply(bytes);
        }
        return bytes;
    }
}
