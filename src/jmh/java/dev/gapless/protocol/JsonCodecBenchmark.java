package dev.gapless.protocol;

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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a connection costs in reading and writing JSON: once when it comes, and for each publication. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonCodecBenchmark {
    /** A message in a room; 300 bytes. */
    static final byte[] PAYLOAD = """
            {"type":"message_added","body":{"id":12345,"content":"%s","user":{"id":42,"username":"alice"},\
            "room":{"id":7,"version":1234,"bumped_at":"2026-11-20T10:00:00.123456Z"},\
            "created_at":"2026-11-20T10:00:00.123456Z"}}""".formatted("x".repeat(100)).getBytes(StandardCharsets.UTF_8);

    private static final byte[] FIRST_FRAME = """
            {"id":1,"connect":{"token":"%s","name":"js"}}
            {"id":2,"subscribe":{"channel":"personal:42","recover":true,"epoch":"7512345678901234567-1-16384","offset":123456789,"flag":1}}""".formatted("t".repeat(220)).getBytes(StandardCharsets.UTF_8);

    private final JsonCodec codec = new JsonCodec(65_536);
    private final FrameBuffer out = new FrameBuffer(8 * 1024);
    private final Reply published = new Reply.Published("personal:42", PAYLOAD, 123_456_789);
    private final Reply recovered = new Reply.Subscribed(
            2, new SubscribeResult("7512345678901234567-1-16384", 123_456_789, true, true, missed(10)));

    private static List<Publication> missed(int count) {
        List<Publication> missed = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            missed.add(new Publication(PAYLOAD, 123_456_789L + i));
        }
        return missed;
    }

    @Benchmark
    public int encodePublished() {
        out.clear();
        codec.encode(published, out);
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
        return codec.decode(FIRST_FRAME);
    }
}
