package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole hub under load: one log, many clients that come, go and come back, all at once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HubConcurrencyTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 1_000;
    private static final int PER_ROUND = 12;
    private static final int ROOMS = 6;

    /** With room for all, nobody may lose its state; with little room, some do, and hear nothing twice for it. */
    @ParameterizedTest
    @ValueSource(ints = {CLIENTS * ROUNDS * PER_ROUND, 40})
    void nobodyMissesOrRepeatsAnything(int historySize) throws Exception {
        Map<String, Set<String>> follows = new HashMap<>();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client("personal:" + i / 2));
            follows.put("personal:" + i / 2, Set.of("user:" + i / 2, "room:" + i % ROOMS, "room:" + (i + 1) % ROOMS));
        }
        List<Publication> published = new ArrayList<>();
        List<Set<String>> topics = new ArrayList<>();
        Semaphore due = new Semaphore(0);
        HubSettings settings = new HubSettings(historySize, Duration.ofMinutes(10), 4 << 20, 256 << 20);
        try (Hub hub = new Hub(settings, channels -> follows, InstantSource.system());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            hub.begin(new StreamPosition(0, "e"));
            Future<?> tail = threads.submit(() -> {
                Random random = new Random(7);
                long offset = 0;
                for (int i = 0; i < CLIENTS * ROUNDS * PER_ROUND; i++) {
                    due.acquireUninterruptibly();
                    offset += 1 + random.nextInt(3);
                    Set<String> in = new HashSet<>();
                    in.add("room:" + random.nextInt(ROOMS));
                    in.add(random.nextBoolean() ? "room:" + random.nextInt(ROOMS) : "user:" + random.nextInt(4));
                    Publication publication = new Publication(offset, System.currentTimeMillis(), new byte[0]);
                    boolean kept = random.nextInt(5) > 0;
                    if (kept) {
                        published.add(publication);
                        topics.add(in);
                    }
                    Terms terms = new Terms(!kept, null, null);
                    hub.publish(new Publish(publication, List.copyOf(in), terms, Changes.NONE), null);
                }
            });
            List<Future<?>> rounds = new ArrayList<>();
            for (Client client : clients) {
                rounds.add(threads.submit(() -> {
                    Random random = new Random(client.hashCode());
                    for (int round = 0; round < ROUNDS; round++) {
                        due.release(PER_ROUND);
                        client.listen(hub, random.nextInt(4));
                    }
                }));
            }
            for (Future<?> round : rounds) {
                round.get();
            }
            tail.get();
            for (Client client : clients) {
                client.listen(hub, 0);
            }
        }

        for (Client client : clients) {
            Set<String> followed = follows.getOrDefault(client.channel, Set.of());
            List<Long> expected = new ArrayList<>();
            int stretch = 0;
            for (int i = 0; i < published.size(); i++) {
                long offset = published.get(i).offset();
                while (stretch + 1 < client.stretches.size() && client.stretches.get(stretch).to < offset) {
                    stretch++;
                }
                Stretch heard = client.stretches.get(stretch);
                if (heard.from < offset && offset <= heard.to && !Collections.disjoint(topics.get(i), followed)) {
                    expected.add(offset);
                }
            }
            assertThat(client.complaints).isEmpty();
            assertThat(client.received.stream().map(Publication::offset).toList())
                    .isEqualTo(expected);
            assertThat(client.ephemeral).isPositive();
            if (historySize > 40) {
                assertThat(client.stretches).as("state lost").hasSize(1);
            }
        }
    }

    /** A part of the order of which a client has heard everything: after {@code from}, up to {@code to}. */
    private static final class Stretch {
        final long from;
        long to;

        Stretch(long from) {
            this.from = from;
            this.to = from;
        }
    }

    /** Keeps everything that it hears. Its fields belong to the hub's thread while it listens. */
    private static final class Client implements Subscriber {
        final String channel;
        final List<Publication> received = new ArrayList<>();
        final List<Stretch> stretches = new ArrayList<>();
        final List<String> complaints = new ArrayList<>();
        private @Nullable StreamPosition saved;
        private CountDownLatch answered = new CountDownLatch(0);
        private boolean listening;
        private long heard;
        int ephemeral;

        Client(String channel) {
            this.channel = channel;
        }

        /** Subscribes, stays until the hub has done {@code steps} more things for it, and goes. */
        void listen(Hub hub, int steps) {
            answered = new CountDownLatch(1);
            hub.subscribe(channel, this, saved);
            await(answered);
            for (int i = 0; i < steps; i++) {
                CountDownLatch passed = new CountDownLatch(1);
                hub.unsubscribe("nothing", this, passed::countDown);
                await(passed);
            }
            CountDownLatch done = new CountDownLatch(1);
            hub.unsubscribe(channel, this, () -> {
                listening = false;
                // Nothing is missing up to here: it may begin from here the next time, or from the last it heard.
                stretches.getLast().to = hub.position().offset();
                done.countDown();
            });
            await(done);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }

        @Override
        public void subscribed(StreamPosition position, Recovery recovery) {
            listening = true;
            if (recovery instanceof Recovery.Recovered recovered) {
                recovered.missed().forEach(this::published);
            } else {
                stretches.add(new Stretch(position.offset()));
                saved = position;
            }
            answered.countDown();
        }

        @Override
        public void published(Publication publication) {
            if (!listening) {
                complaints.add("heard " + publication.offset() + " after it had gone");
            }
            if (publication.offset() < heard || (publication.offset() == heard && !publication.isPosition())) {
                complaints.add("heard " + publication.offset() + " after " + heard);
            }
            heard = publication.offset();
            if (publication.isEphemeral()) {
                ephemeral++;
                return;
            }
            if (!publication.isPosition()) {
                received.add(publication);
            }
            saved = new StreamPosition(publication.offset(), "e");
        }

        @Override
        public void interrupted() {
            complaints.add("interrupted");
        }

        @Override
        public void unavailable() {
            complaints.add("unavailable");
        }
    }
}
