package dev.gapless.hub;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes the hub's thread to let one user back in: subscribe, with ten missed publications in ten of the user's
 * rooms, and unsubscribe. All logs are full, and nobody else listens.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RecoveryBenchmark {
    private static final int MISSED = 10;
    private static final String CHANNEL = Crowd.channel(1);

    @Param({"1", "50"})
    public int rooms;

    private final HubCore core =
            new HubCore(Crowd.settings(), InstantSource.system(), "{}".getBytes(StandardCharsets.UTF_8));
    private final Crowd.Receiver receiver = new Crowd.Receiver();
    private StreamPosition since = Crowd.BEGINNING;

    @Setup(Level.Iteration)
    public void fill() {
        core.begin(Crowd.BEGINNING);
        // Young, and dated from the iteration's start: nothing expires on the way.
        long now = System.currentTimeMillis();
        long offset = Crowd.BEGINNING.offset();
        int publications = rooms * Crowd.HISTORY_SIZE;
        for (int i = publications - 1; i >= 0; i--) {
            offset++;
            core.publish(new Publish(Crowd.publication(offset, now), List.of(Crowd.room(i % rooms)), List.of()), null);
        }
        since = new StreamPosition(offset - MISSED, Crowd.BEGINNING.epoch());
        Crowd crowd = new Crowd(rooms);
        core.subscribe(CHANNEL, receiver, null, null);
        for (Channels.Load load = core.nextLoad(); load != null; load = core.nextLoad()) {
            core.loaded(load, crowd.load(load.channels()));
        }
        core.unsubscribe(CHANNEL, receiver);
    }

    @Benchmark
    public int recover() {
        core.subscribe(CHANNEL, receiver, since, null);
        if (receiver.recovered() != MISSED) {
            throw new IllegalStateException(receiver.recovered() + " of " + MISSED + " recovered");
        }
        core.unsubscribe(CHANNEL, receiver);
        return receiver.recovered();
    }
}
