package dev.gapless.protocol;

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

/** What a patch costs to make, once for all clients, and to apply. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DeltaBenchmark {
    private static final int ENTRIES = 1_000;

    /** A message after another, 300 bytes; or a document of some 35 KB with one change. */
    @Param({"message", "document"})
    public String payload = "";

    private byte[] base = {};
    private byte[] target = {};
    private byte[] patch = {};

    @Setup
    public void choose() {
        boolean message = payload.equals("message");
        base = message ? Payloads.message(1) : Payloads.document(ENTRIES, ENTRIES / 3);
        target = message ? Payloads.message(2) : Payloads.document(ENTRIES, ENTRIES / 2);
        patch = Delta.create(base, target);
    }

    @Benchmark
    public byte[] create() {
        return Delta.create(base, target);
    }

    @Benchmark
    public byte[] apply() throws MalformedFrameException {
        return Delta.apply(base, patch, target.length);
    }
}
