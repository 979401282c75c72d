package dev.gapless.protocol;

import com.google.protobuf.MessageLite;
import dev.gapless.protocol.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a connection costs in reading and writing frames: when it comes, and for each publication. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {
    private static final String CHANNEL = "personal:42";
    private static final String TOKEN = "t".repeat(220);
    private static final String EPOCH = "7512345678901234567-1-16384";
    private static final long OFFSET = 123_456_789;

    private static final String JSON_COMMANDS = """
            {"id":1,"connect":{"token":"%s","name":"js"}}
            {"id":2,"subscribe":{"channel":"%s","recover":true,"epoch":"%s","offset":%d,"flag":1}}""".formatted(TOKEN, CHANNEL, EPOCH, OFFSET);

    @Param({"json", "protobuf"})
    public String form = "";

    private final FrameBuffer out = new FrameBuffer(8 * 1024);
    private final byte[] payload = Payloads.message(1);
    private final Reply published =
            new Reply.Published(CHANNEL, new SharedPublication(new Publication(payload, OFFSET)));
    private final Reply recovered = new Reply.Subscribed(
            2, new SubscribeResult(0, true, true, EPOCH, OFFSET, true, true, missed(10), new byte[0], false));
    private Codec codec = new ProtobufCodec();
    private byte[] commands = {};

    @Setup
    public void choose() throws IOException {
        if (form.equals("json")) {
            codec = new JsonCodec(JsonCodec.Framing.FRAMES);
            commands = JSON_COMMANDS.getBytes(StandardCharsets.UTF_8);
        } else {
            commands = protobufCommands();
        }
    }

    private static byte[] protobufCommands() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        MessageLite connect = Wire.Command.newBuilder()
                .setId(1)
                .setConnect(Wire.ConnectRequest.newBuilder().setToken(TOKEN).setName("js"))
                .build();
        MessageLite subscribe = Wire.Command.newBuilder()
                .setId(2)
                .setSubscribe(Wire.SubscribeRequest.newBuilder()
                        .setChannel(CHANNEL)
                        .setRecover(true)
                        .setEpoch(EPOCH)
                        .setOffset(OFFSET)
                        .setFlag(1))
                .build();
        connect.writeDelimitedTo(frame);
        subscribe.writeDelimitedTo(frame);
        return frame.toByteArray();
    }

    private static List<Publication> missed(int count) {
        List<Publication> missed = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            missed.add(new Publication(Payloads.message(i), OFFSET + i));
        }
        return missed;
    }

    /** For one more client of many that get the same. */
    @Benchmark
    public int encodePublishedForAnother() {
        out.clear();
        codec.encode(published, out);
        return out.size();
    }

    /** For the first of them. */
    @Benchmark
    public int encodePublishedForTheFirst() {
        out.clear();
        codec.encode(new Reply.Published(CHANNEL, new SharedPublication(new Publication(payload, OFFSET))), out);
        return out.size();
    }

    @Benchmark
    public int encodeTenRecovered() {
        out.clear();
        codec.encode(recovered, out);
        return out.size();
    }

    @Benchmark
    public List<Command> decodeConnectAndSubscribe() throws MalformedFrameException {
        return codec.decode(commands);
    }
}
