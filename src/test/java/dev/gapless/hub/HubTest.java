package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hub with its threads. What it decides is tested on its core. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HubTest {
    private static final HubSettings SETTINGS = new HubSettings(300, Duration.ofMinutes(10), 4 << 20, 256 << 20);
    private static final StreamPosition BASE = new StreamPosition(100, "e");

    private final List<Hub> hubs = new ArrayList<>();

    @AfterEach
    void closeHubs() {
        hubs.forEach(Hub::close);
    }

    @Test
    void subscribersAreAnsweredAndServedOnTheThreadOfTheHub() {
        Hub hub = open(channels -> Map.of("personal:1", Set.of("a", "b")));
        hub.begin(BASE);
        Listener listener = new Listener();
        hub.subscribe("personal:1", listener, null);
        listener.awaitHeard("at 100 fresh");
        hub.publish(new Publication(101, 0, new byte[0]), List.of("b"), List.of());
        listener.awaitHeard("at 100 fresh", "101");
        assertThat(listener.threads).containsOnly("hub");
        assertThat(hub.position()).isEqualTo(new StreamPosition(101, "e"));
    }

    @Test
    void beforeTheFirstOrderThereIsNoPosition() {
        Hub hub = open(channels -> Map.of());
        assertThatIllegalStateException().isThrownBy(hub::position);
    }

    @Test
    void manyChannelsAreLoadedTogetherOnAThreadThatMayWait() {
        CountDownLatch gate = new CountDownLatch(1);
        List<Set<String>> asked = new ArrayList<>();
        AtomicReference<String> thread = new AtomicReference<>("");
        Hub hub = open(channels -> {
            asked.add(channels);
            thread.set(Thread.currentThread().getName());
            waitFor(gate);
            return Map.of();
        });
        hub.begin(BASE);
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            listeners.add(new Listener());
            hub.subscribe("personal:" + i, listeners.get(i), null);
        }
        passThrough(hub);
        gate.countDown();
        listeners.forEach(listener -> listener.awaitHeard("at 100 fresh"));
        assertThat(asked).hasSizeLessThanOrEqualTo(2);
        assertThat(thread).hasValue("hub-loader");
    }

    @Test
    void aLoaderThatFailsIsAskedAgain() {
        AtomicInteger questions = new AtomicInteger();
        Hub hub = open(
                channels -> {
                    if (questions.incrementAndGet() < 3) {
                        throw new IllegalStateException("the database is away, on purpose");
                    }
                    return Map.of();
                },
                InstantSource.system());
        hub.begin(BASE);
        Listener listener = new Listener();
        hub.subscribe("t", listener, null);
        listener.awaitHeard("at 100 fresh");
        assertThat(questions).hasValue(3);
    }

    @Test
    void timeMovesThingsOnByItself() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plusSeconds(1_000_000));
        Hub hub = open(channels -> Map.of(), now::get);
        hub.begin(BASE);
        Listener listener = new Listener();
        hub.subscribe("t", listener, null);
        listener.awaitHeard("at 100 fresh");
        hub.advance(150);
        passThrough(hub);
        now.updateAndGet(instant -> instant.plusSeconds(300));
        listener.awaitHeard("at 100 fresh", "150 {\"type\":\"position\"}");
    }

    @Test
    void afterDoneTheSubscriberHearsNothing() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        Listener listener = new Listener();
        hub.subscribe("t", listener, null);
        listener.awaitHeard("at 100 fresh");
        CountDownLatch done = new CountDownLatch(1);
        hub.unsubscribe("t", listener, done::countDown);
        waitFor(done);
        hub.publish(new Publication(101, 0, new byte[0]), List.of("t"), List.of());
        passThrough(hub);
        assertThat(listener.heard()).containsExactly("at 100 fresh");
    }

    @Test
    void aSubscriberMayCallTheHubEvenWhenItsQueueIsFull() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        CountDownLatch full = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Listener leaving = new Listener() {
            @Override
            public void published(Publication publication) {
                waitFor(full);
                for (int i = 0; i < 100; i++) {
                    hub.unsubscribe("t", this, () -> {});
                }
                hub.unsubscribe("t", this, done::countDown);
                super.published(publication);
            }
        };
        hub.subscribe("t", leaving, null);
        leaving.awaitHeard("at 100 fresh");
        Thread tail = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= 70_000; i++) {
                hub.publish(new Publication(100 + i, Long.MAX_VALUE / 2, new byte[0]), List.of("t"), List.of());
            }
        });
        await().until(() -> tail.getState() == Thread.State.WAITING);
        full.countDown();
        waitFor(done);
        assertThat(leaving.heard()).containsExactly("at 100 fresh", "101");
        await().until(() -> hub.position().offset() == 70_100);
    }

    @Test
    void aPublisherThatIsInterruptedWhileItWaitsLosesNothing() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        CountDownLatch gate = new CountDownLatch(1);
        hub.unsubscribe("t", new Listener(), () -> waitFor(gate));
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread tail = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= 70_000; i++) {
                hub.advance(100 + i);
            }
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        await().until(() -> tail.getState() == Thread.State.WAITING);
        tail.interrupt();
        gate.countDown();
        await().until(() -> hub.position().offset() == 70_100 && !tail.isAlive());
        assertThat(stillInterrupted).isTrue();
    }

    @Test
    void theThreadSurvivesACommandThatFails() {
        AtomicBoolean broken = new AtomicBoolean();
        Hub hub = open(channels -> Map.of(), () -> {
            if (broken.compareAndSet(true, false)) {
                throw new IllegalStateException("the clock fails, on purpose");
            }
            return Instant.EPOCH;
        });
        hub.begin(BASE);
        Listener listener = new Listener();
        hub.subscribe("t", listener, null);
        listener.awaitHeard("at 100 fresh");
        broken.set(true);
        await().untilFalse(broken);
        hub.publish(new Publication(101, 0, new byte[0]), List.of("t"), List.of());
        listener.awaitHeard("at 100 fresh", "101");
    }

    @Test
    void theNumbersAreCounted() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        hub.publish(new Publication(101, Long.MAX_VALUE / 2, new byte[0]), List.of("t", "u"), List.of());
        hub.subscribe("t", new Listener(), null);
        hub.subscribe("t", new Listener(), new StreamPosition(1000, "e"));
        await().untilAsserted(() ->
                assertThat(hub.stats()).isEqualTo(new HubStats(2, 2, hub.stats().bytes(), 1, 1, 1, 0)));
    }

    @Test
    void closingDoesWhatWasAskedAndEndsTheThreads() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        hub.advance(200);
        hub.close();
        hub.close();
        assertThat(hub.position().offset()).isEqualTo(200);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("hub") && !before.contains(thread)))
                .isEmpty();
    }

    @Test
    void afterClosingEverythingIsIgnoredButTheEndOfUnsubscribing() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        hub.close();
        Listener listener = new Listener();
        hub.begin(BASE);
        hub.subscribe("t", listener, null);
        hub.advance(200);
        AtomicBoolean done = new AtomicBoolean();
        hub.unsubscribe("t", listener, () -> done.set(true));
        assertThat(done).isTrue();
        assertThat(listener.heard()).isEmpty();
        assertThat(hub.position().offset()).isEqualTo(100);
    }

    @Test
    void aSubscriberMayCloseTheHub() {
        Hub hub = open(channels -> Map.of());
        hub.begin(BASE);
        hub.unsubscribe("t", new Listener(), hub::close);
        CountDownLatch done = new CountDownLatch(1);
        hub.unsubscribe("t", new Listener(), done::countDown);
        waitFor(done);
        hub.close();
    }

    private Hub open(FollowLoader loader) {
        return open(loader, () -> Instant.EPOCH);
    }

    private Hub open(FollowLoader loader, InstantSource clock) {
        byte[] position = "{\"type\":\"position\"}".getBytes(StandardCharsets.UTF_8);
        Hub hub = new Hub(SETTINGS, loader, clock, position, Duration.ofMillis(5));
        hubs.add(hub);
        return hub;
    }

    /** Returns when the hub has done what it was asked before. */
    private static void passThrough(Hub hub) {
        CountDownLatch done = new CountDownLatch(1);
        hub.unsubscribe("nothing", new Listener(), done::countDown);
        waitFor(done);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** A recorder that may be read by another thread. */
    private static class Listener implements Subscriber {
        private final Recorder recorder = new Recorder();
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        synchronized List<String> heard() {
            return List.copyOf(recorder.heard);
        }

        void awaitHeard(String... words) {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(heard()).containsExactly(words));
        }

        private synchronized void hear(Runnable words) {
            threads.add(Thread.currentThread().getName());
            words.run();
        }

        @Override
        public void subscribed(StreamPosition position, Recovery recovery) {
            hear(() -> recorder.subscribed(position, recovery));
        }

        @Override
        public void published(Publication publication) {
            hear(() -> recorder.published(publication));
        }

        @Override
        public void interrupted() {
            hear(recorder::interrupted);
        }

        @Override
        public void unavailable() {
            hear(recorder::unavailable);
        }
    }
}
