package dev.gapless.protocol;

import static dev.gapless.protocol.GoldenMeanings.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import dev.gapless.protocol.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames of the largest size that are allowed, made to be expensive: they may cost so much a byte, and no more. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFramesTest {
    private static final int SIZE = 65_536;
    private static final int MOST_PER_BYTE = 250;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    record Hostile(String name, Codec codec, byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void noFrameCostsMoreMemoryThanItsLengthIsWorth(Hostile hostile) {
        assertThat(hostile.frame()).hasSizeBetween(SIZE - SIZE / 4, SIZE);
        decode(hostile); // loads what is needed
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decode(hostile);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / hostile.frame().length).isLessThan(MOST_PER_BYTE);
    }

    private static void decode(Hostile hostile) {
        try {
            assertThat(hostile.codec().decode(hostile.frame())).isNotEmpty();
        } catch (MalformedFrameException e) {
            assertThat(e).hasNoCause();
        }
    }

    private static Stream<Hostile> frames() throws IOException {
        return Stream.concat(jsonFrames(), protobufFrames());
    }

    private static Stream<Hostile> jsonFrames() {
        return Stream.of(
                json("pongs", "{}\n".repeat(SIZE / 3)),
                json("pongs with space", "{} \n".repeat(SIZE / 4)),
                json("sends", "{\"send\":{}}\n".repeat(SIZE / 12)),
                json("nested arrays", "{\"id\":1,\"publish\":{\"data\":" + "[".repeat(SIZE - 100)),
                json("nested objects", "{\"a\":".repeat(SIZE / 5)),
                json("nested to the limit", "{\"a\":" + ("[".repeat(490) + "]".repeat(490) + ",\"a\":").repeat(60)),
                json("digits", "{\"id\":" + "1".repeat(SIZE - 10) + "}"),
                json("digits of data", "{\"id\":1,\"publish\":{\"data\":" + "1".repeat(SIZE - 100) + "}}"),
                json("digits of an exponent", "{\"id\":1,\"publish\":{\"data\":1e" + "1".repeat(SIZE - 100) + "}}"),
                json("fields", "{\"id\":1,\"history\":{" + "\"limit\":1,".repeat(SIZE / 11) + "\"limit\":1}}"),
                json("methods", "{\"id\":1" + ",\"send\":{}".repeat(SIZE / 10 - 1) + "}"),
                json("data", "{\"id\":1,\"publish\":{" + "\"data\":1,".repeat(SIZE / 9 - 10) + "\"data\":1}}"),
                json("subs", "{\"id\":1,\"connect\":{\"subs\":{" + numbered("\"%d\":{},", SIZE / 12) + "\"\":{}}}}"),
                json(
                        "headers",
                        "{\"id\":1,\"connect\":{\"headers\":{" + numbered("\"%d\":\"\",", SIZE / 12) + "\"\":\"\"}}}"),
                json("headers of equal hash", "{\"id\":1,\"connect\":{\"headers\":{" + equalHashes() + "\"\":\"\"}}}"),
                json("escapes", "{\"id\":1,\"rpc\":{\"method\":\"" + "\\u0041".repeat(SIZE / 6 - 10) + "\"}}"),
                json("name without end", "{\"" + "a".repeat(SIZE - 10)),
                json("space", " ".repeat(SIZE)));
    }

    private static Stream<Hostile> protobufFrames() throws IOException {
        return Stream.of(
                protobuf("pongs", new byte[SIZE]),
                protobuf("sends", repeated(new byte[] {2, 98, 0}, SIZE / 3)),
                protobuf("unknown fields", command(repeated(new byte[] {(byte) 0x88, 6, 1}, SIZE / 3 - 10))),
                protobuf("groups", command(repeated(new byte[] {(byte) 0x93, 3}, SIZE / 2 - 10))),
                protobuf("methods", command(repeated(new byte[] {34, 0}, SIZE / 2 - 10))),
                protobuf("subs", command(connect(repeated(new byte[] {26, 0}, SIZE / 2 - 10)))),
                protobuf("subs with names", command(connect(numberedSubs()))),
                protobuf("headers", command(connect(repeated(new byte[] {50, 0}, SIZE / 2 - 10)))),
                protobuf("data", command(connect(repeated(new byte[] {18, 0}, SIZE / 2 - 10)))));
    }

    private static Hostile json(String name, String frame) {
        return new Hostile("JSON: " + name, new JsonCodec(JsonCodec.Framing.FRAMES), bytes(frame));
    }

    private static Hostile protobuf(String name, byte[] frame) {
        return new Hostile("Protobuf: " + name, new ProtobufCodec(), frame);
    }

    private static String numbered(String template, int times) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < SIZE - 100 && i < times; i++) {
            text.append(String.format(template, 100_000 + i));
        }
        return text.toString();
    }

    /** "Aa" and "BB" have the same hash, and so has whatever is made of them. */
    private static String equalHashes() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2048; i++) {
            text.append('"');
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":\"\",");
        }
        return text.toString();
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = part[i % part.length];
        }
        return all;
    }

    private static byte[] numberedSubs() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; out.size() < SIZE - 100; i++) {
            Wire.ConnectRequest.newBuilder()
                    .putSubs(Integer.toString(i), Wire.SubscribeRequest.getDefaultInstance())
                    .build()
                    .writeTo(out);
        }
        return out.toByteArray();
    }

    private static byte[] connect(byte[] fields) throws IOException {
        return field(4, fields);
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        com.google.protobuf.CodedOutputStream coded = com.google.protobuf.CodedOutputStream.newInstance(out);
        coded.writeBytes(number, ByteString.copyFrom(content));
        coded.flush();
        return out.toByteArray();
    }

    private static byte[] command(byte[] fields) throws IOException {
        byte[] delimited = field(0x1fff_ffff, fields);
        // Without the tag of the field, a length and the content are left.
        return Arrays.copyOfRange(delimited, 5, delimited.length);
    }
}
