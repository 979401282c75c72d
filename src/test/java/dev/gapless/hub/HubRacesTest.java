package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.History.Page;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may meet at the hub, made to meet: one thread publishes for all it is worth, and another asks. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HubRacesTest {
    private static final int ROUNDS = 5_000;
    private static final HubSettings SETTINGS = new HubSettings(300, Duration.ofMinutes(10), 4 << 20, 256 << 20);

    private static Publication publication(long offset) {
        return new Publication(offset, System.currentTimeMillis(), new byte[0]);
    }

    /** Offset 1 to the last, one after the other, with never more than so many ahead of the one who asks. */
    private static Thread publisher(Hub hub, long last, Semaphore ahead) {
        return Thread.ofPlatform().start(() -> {
            for (long offset = 1; offset <= last; offset++) {
                ahead.acquireUninterruptibly();
                hub.publish(publication(offset), List.of("t"), List.of());
            }
        });
    }

    @Test
    void eachPublicationIsHeardOnceAndInOrderHoweverOftenTheSubscriberComesBackMeanwhile() throws Exception {
        HubSettings roomForAll = new HubSettings(ROUNDS * 10, Duration.ofMinutes(10), 4 << 20, 256 << 20);
        try (Hub hub = new Hub(roomForAll, channels -> Map.of(), InstantSource.system())) {
            hub.begin(new StreamPosition(0, "e"));
            Semaphore ahead = new Semaphore(0);
            Thread publisher = publisher(hub, ROUNDS * 10L, ahead);
            List<Long> heard = new ArrayList<>();
            int recovered = 0;
            for (int round = 0; round < ROUNDS; round++) {
                ahead.release(10);
                CompletableFuture<Recovery> answer = new CompletableFuture<>();
                Subscriber subscriber = new Subscriber() {
                    @Override
                    public void subscribed(StreamPosition position, Recovery recovery) {
                        if (recovery instanceof Recovery.Recovered told) {
                            told.missed().forEach(this::published);
                        }
                        answer.complete(recovery);
                    }

                    @Override
                    public void published(Publication publication) {
                        if (!publication.isPosition()) {
                            heard.add(publication.offset());
                        }
                    }

                    @Override
                    public void interrupted() {}

                    @Override
                    public void unavailable() {}
                };
                long since = heard.isEmpty() ? 0 : heard.getLast();
                hub.subscribe("t", subscriber, new StreamPosition(since, "e"));
                recovered += answer.get() instanceof Recovery.Recovered ? 1 : 0;
                CompletableFuture<Void> gone = new CompletableFuture<>();
                hub.unsubscribe("t", subscriber, () -> gone.complete(null));
                gone.get();
            }
            publisher.join();
            assertThat(recovered).isEqualTo(ROUNDS);
            assertThat(heard).hasSizeGreaterThan(ROUNDS);
            for (int i = 0; i < heard.size(); i++) {
                assertThat(heard.get(i)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void aPageOfHistoryIsOneMomentOfTheLog() throws Exception {
        try (Hub hub = new Hub(SETTINGS, channels -> Map.of(), InstantSource.system())) {
            hub.begin(new StreamPosition(0, "e"));
            Semaphore ahead = new Semaphore(1);
            Thread publisher = publisher(hub, ROUNDS * 10L, ahead);
            for (int round = 0; round < ROUNDS; round++) {
                ahead.release(round < ROUNDS - 1 ? 10 : 9);
                CompletableFuture<History> answer = new CompletableFuture<>();
                hub.history("t", null, -1, round % 2 == 0, answer::complete);
                Page page = (Page) answer.get();
                List<Publication> forward = round % 2 == 0 ? page.publications().reversed() : page.publications();
                long top = forward.isEmpty() ? 0 : forward.getLast().offset();
                assertThat(page.position().offset()).isEqualTo(top);
                assertThat(forward).hasSize((int) Math.min(top, 300));
                if (!forward.isEmpty()) {
                    assertThat(forward.getFirst().offset()).isEqualTo(top - forward.size() + 1);
                }
            }
            publisher.join();
        }
    }

    /** Somebody joins and leaves a room, and hears of what is guarded from each subscribe to the next time it leaves. */
    @Test
    void whatIsGuardedIsHeardExactlyAsLongAsTheGuardHolds() throws Exception {
        Set<String> member = Set.of("user:1", "room:7");
        NavigableMap<Long, Boolean> memberships = new TreeMap<>(Map.of(0L, true));
        List<Guarded> admitted = new ArrayList<>();
        try (Hub hub = new Hub(SETTINGS, channels -> Map.of("personal:1", member), InstantSource.system())) {
            hub.begin(new StreamPosition(0, "e"));
            AtomicBoolean done = new AtomicBoolean();
            Semaphore ahead = new Semaphore(0);
            Thread publisher = Thread.ofPlatform().start(() -> {
                Random random = new Random(11);
                boolean in = true;
                for (long offset = 1; !done.get(); offset++) {
                    ahead.acquireUninterruptibly();
                    boolean changes = random.nextInt(10) == 0;
                    in = changes ? !in : in;
                    memberships.put(offset, in);
                    List<Follow> follows = changes ? List.of(new Follow("personal:1", "room:7", in)) : List.of();
                    hub.publish(publication(offset), List.of("here:7"), follows);
                }
            });
            for (int round = 0; admitted.size() < ROUNDS / 2; round++) {
                Guarded guarded = new Guarded();
                hub.subscribe("here:7", guarded, null, new Guard("personal:1", "room:7"));
                if (round % 4 == 0) {
                    hub.unsubscribe("here:7", guarded, () -> guarded.left(hub.position()));
                }
                do {
                    if (ahead.availablePermits() < 10) {
                        ahead.release();
                    }
                } while (!guarded.ended.isDone());
                if (guarded.from >= 0) {
                    admitted.add(guarded);
                }
            }
            done.set(true);
            ahead.release();
            publisher.join();
        }
        for (Guarded guarded : admitted) {
            assertThat(memberships.get(guarded.from)).as("when it was let in").isTrue();
            assertThat(memberships.subMap(guarded.from, guarded.to).values())
                    .as("until it heard the last")
                    .doesNotContain(false);
            assertThat(memberships.get(guarded.to)).as("at the last").isNotEqualTo(guarded.revoked);
            assertThat(guarded.heard)
                    .isEqualTo(LongStream.rangeClosed(guarded.from + 1, guarded.to)
                            .boxed()
                            .toList());
        }
    }

    /** Its fields are the hub's thread's until it has ended. */
    private static final class Guarded implements Subscriber {
        final List<Long> heard = new ArrayList<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        boolean revoked;
        long from = -1;
        long to;

        @Override
        public void subscribed(StreamPosition position, Recovery recovery) {
            from = position.offset();
        }

        @Override
        public void published(Publication publication) {
            heard.add(publication.offset());
        }

        @Override
        public void denied() {
            ended.complete(null);
        }

        @Override
        public void revoked() {
            revoked = true;
            to = heard.getLast();
            ended.complete(null);
        }

        void left(StreamPosition position) {
            if (!ended.isDone()) {
                to = position.offset();
                ended.complete(null);
            }
        }

        @Override
        public void interrupted() {}

        @Override
        public void unavailable() {}
    }
}
