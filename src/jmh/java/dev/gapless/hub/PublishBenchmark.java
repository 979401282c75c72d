package dev.gapless.hub;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many publications to one room a hub takes in a second, by the number of those who listen. The time for one
 * delivery is the difference between two sizes, divided by the difference of the sizes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class PublishBenchmark {
    /** Enough that waiting for the hub's thread does not count. */
    private static final int BATCH = 200;

    private static final List<String> ROOM = List.of(Crowd.room(0));

    /** A hub that everybody listens to; publications come in on its queue. */
    @State(Scope.Thread)
    public static class Listened {
        @Param({"1", "100", "10000"})
        public int receivers;

        private final Hub hub = new Hub(Crowd.settings(), new Crowd(1), InstantSource.system());
        private final List<Crowd.Receiver> all = new ArrayList<>();
        private final Subscriber nobody = new Crowd.Receiver();
        private final long now = System.currentTimeMillis();
        private long offset = Crowd.BEGINNING.offset();

        @Setup(Level.Trial)
        public void subscribe() throws InterruptedException {
            hub.begin(Crowd.BEGINNING);
            for (int i = 0; i < receivers; i++) {
                Crowd.Receiver receiver = new Crowd.Receiver();
                all.add(receiver);
                hub.subscribe(Crowd.channel(i), receiver, null);
            }
            for (boolean everybody = false; !everybody; ) {
                await();
                everybody = all.stream().allMatch(Crowd.Receiver::isSubscribed);
            }
        }

        /** Waits until the hub has done all that it was asked. */
        private void await() throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            hub.unsubscribe("nothing", nobody, done::countDown);
            done.await();
        }

        @TearDown(Level.Trial)
        public void check() {
            hub.close();
            requireAll(all, offset - Crowd.BEGINNING.offset());
        }
    }

    /** The same without queue and thread. */
    @State(Scope.Thread)
    public static class ListenedCore {
        @Param({"1", "100", "10000"})
        public int receivers;

        private final HubCore core =
                new HubCore(Crowd.settings(), InstantSource.system(), "{}".getBytes(StandardCharsets.UTF_8));
        private final List<Crowd.Receiver> all = new ArrayList<>();
        private final long now = System.currentTimeMillis();
        private long offset = Crowd.BEGINNING.offset();

        @Setup(Level.Trial)
        public void subscribe() {
            Crowd crowd = new Crowd(1);
            core.begin(Crowd.BEGINNING);
            for (int i = 0; i < receivers; i++) {
                Crowd.Receiver receiver = new Crowd.Receiver();
                all.add(receiver);
                core.subscribe(Crowd.channel(i), receiver, null, null);
            }
            for (Channels.Load load = core.nextLoad(); load != null; load = core.nextLoad()) {
                core.loaded(load, crowd.load(load.channels()));
            }
        }

        @TearDown(Level.Trial)
        public void check() {
            requireAll(all, offset - Crowd.BEGINNING.offset());
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void throughTheQueue(Listened listened) throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            listened.hub.publish(Crowd.publication(++listened.offset, listened.now), ROOM, List.of());
        }
        listened.await();
    }

    @Benchmark
    public void core(ListenedCore listened) {
        listened.core.publish(new Publish(Crowd.publication(++listened.offset, listened.now), ROOM, List.of()), null);
    }

    /** Figures of a hub that loses publications would be worth nothing. */
    private static void requireAll(List<Crowd.Receiver> receivers, long published) {
        for (Crowd.Receiver receiver : receivers) {
            if (receiver.received() != published) {
                throw new IllegalStateException(receiver.received() + " of " + published + " received");
            }
        }
    }
}
