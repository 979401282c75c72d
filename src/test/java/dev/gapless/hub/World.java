package dev.gapless.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Channels.Load;
import dev.gapless.hub.Recovery.NotAsked;
import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.Recovered;
import dev.gapless.hub.Recovery.StateLost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hub with a database, clients and a clock, beside a model of it that keeps every publication for ever and counts out
 * each answer anew. Every call of the hub to a client is compared with the model at once.
 */
final class World {
    static final int ROOMS = 4;
    static final int USERS = 3;
    static final int HISTORY_SIZE = 4;
    static final long TTL = 20_000;
    private static final byte[] POSITION = "position".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);
    private static final long RECOVERY_BYTES = 900;
    private static final long MAX_BYTES = 4_000;

    /** A publication as the model remembers it. */
    record Event(long offset, long time, Set<String> topics, Publication publication) {}

    /** Who is in which room, from a moment on. */
    record Members(long since, Map<String, Set<String>> topicsByChannel) {}

    private record Reached(long time, long offset) {}

    long now = 1_000_000;
    final HubCore core = new HubCore(
            new HubSettings(HISTORY_SIZE, Duration.ofMillis(TTL), RECOVERY_BYTES, MAX_BYTES),
            () -> Instant.ofEpochMilli(now),
            POSITION);

    final List<Client> clients = List.of(
            new Client("personal:0"),
            new Client("personal:0"),
            new Client("personal:1"),
            new Client("personal:2"),
            new Client("room:0"));

    @Nullable StreamPosition position;

    private long base;
    private final List<Event> entries = new ArrayList<>();
    private final HeldModel held = new HeldModel(HISTORY_SIZE, MAX_BYTES);
    private final List<Reached> reached = new ArrayList<>();
    private final Set<String> publishedTopics = new HashSet<>();
    private final List<Members> members = new ArrayList<>();
    private @Nullable Load load;
    private Map<String, Set<String>> answer = Map.of();
    private final List<AssertionError> complaints = new ArrayList<>();

    World() {
        Map<String, Set<String>> atFirst = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            atFirst.put("personal:" + user, Set.of("user:" + user, "room:" + user));
        }
        members.add(new Members(0, atFirst));
    }

    void begin(boolean sameEpoch, int gap) {
        StreamPosition former = position;
        boolean same = sameEpoch && former != null;
        base = former == null || !same ? 100 + gap : former.offset() + gap;
        String epoch = same ? requireNonNull(former).epoch() : former == null ? "a" : former.epoch() + "a";
        position = new StreamPosition(base, epoch);
        entries.clear();
        held.clear();
        publishedTopics.clear();
        reached.clear();
        reached.add(new Reached(now, base));
        members.subList(0, members.size() - 1).clear();
        clients.stream().filter(client -> client.live).forEach(client -> client.interruptionDue = true);
        core.begin(position);
        check();
    }

    void publish(Set<String> topics, int step, long age, List<Follow> follows) {
        StreamPosition former = position;
        if (former == null) {
            return;
        }
        long offset = former.offset() + step;
        position = new StreamPosition(offset, former.epoch());
        reached.add(new Reached(now, offset));
        long youngest = entries.isEmpty() ? 0 : entries.getLast().time();
        Publication publication =
                new Publication(offset, Math.max(youngest, now - age), new byte[1 + (int) (offset % 5) * 100]);
        entries.add(new Event(offset, publication.timeMillis(), topics, publication));
        publishedTopics.addAll(topics);
        change(follows, true);
        for (Client client : clients) {
            if (client.live && topics.stream().anyMatch(follows(client.channel)::contains)) {
                client.due.add(publication);
            }
        }
        change(follows, false);
        held.add(List.copyOf(topics), publication);
        core.publish(new Publish(publication, List.copyOf(topics), follows), null);
        check();
    }

    void publishAgain(int back) {
        StreamPosition current = position;
        if (current != null) {
            Follow late = new Follow("personal:0", "room:3", true);
            Publication known = new Publication(current.offset() - back, now, DATA);
            core.publish(new Publish(known, List.of("room:0", "user:0"), List.of(late)), null);
            check();
        }
    }

    void advance(int by) {
        StreamPosition former = position;
        if (former != null) {
            long offset = former.offset() + by;
            if (by > 0) {
                position = new StreamPosition(offset, former.epoch());
                reached.add(new Reached(now, offset));
            }
            core.advance(offset);
            check();
        }
    }

    void subscribe(Client client, @Nullable StreamPosition since) {
        if (client.live || client.waiting) {
            return;
        }
        client.waiting = true;
        client.askedAt = now;
        client.since = since;
        core.subscribe(client.channel, client, since, null);
        check();
    }

    void unsubscribe(Client client) {
        client.live = false;
        client.waiting = false;
        client.due.clear();
        core.unsubscribe(client.channel, client);
        check();
    }

    void pass(long millis) {
        now += millis;
    }

    void tick() {
        core.tick();
        check();
        for (Client client : clients) {
            if (client.live) {
                assertThat(client.saved)
                        .as("a saved offset is no older than half of what is kept")
                        .isGreaterThanOrEqualTo(reachedBefore(now - TTL / 2));
            }
        }
    }

    /** The loader reads the database, which may be a moment behind the hub. */
    void ask(int staleness) {
        load = load == null ? core.nextLoad() : load;
        int version = members.size() - 1;
        for (int back = 0;
                back < staleness && version > 0 && members.get(version).since() > now - 100;
                back++) {
            version--;
        }
        answer = members.get(version).topicsByChannel();
    }

    void answer(boolean fails) {
        Load asked = load;
        if (asked != null) {
            load = null;
            if (fails) {
                core.loadFailed(asked);
            } else {
                core.loaded(asked, answer);
            }
            check();
        }
    }

    /** In the end everybody has an answer, and nothing is left of those who have gone. */
    void finish() {
        if (position == null) {
            begin(false, 0);
        }
        for (int i = 0; i < 8; i++) {
            pass(WaitingRoom.PATIENCE_MILLIS);
            answer(false);
            ask(0);
            answer(false);
            tick();
        }
        assertThat(clients).noneMatch(client -> client.waiting);
        clients.forEach(this::unsubscribe);
        pass(TTL);
        tick();
        assertThat(core.stats(0)).isEqualTo(new HubStats(publishedTopics.size(), 0, 0, 0, 0, 0, 0));
    }

    Set<String> follows(String channel) {
        return members.getLast().topicsByChannel().getOrDefault(channel, Set.of(channel));
    }

    /** What the model says to one who has come as far as {@code since}, which is not ahead. */
    private Recovery recover(Client client, StreamPosition since) {
        StreamPosition current = requireNonNull(position);
        if (!since.epoch().isEmpty() && !since.epoch().equals(current.epoch())) {
            return new StateLost(Reason.EPOCH);
        }
        Set<Publication> missed = new LinkedHashSet<>();
        boolean held = since.offset() >= base;
        for (Event entry : entries) {
            if (entry.offset() > since.offset()) {
                for (String topic : follows(client.channel)) {
                    if (entry.topics().contains(topic)) {
                        missed.add(entry.publication());
                        held &= holds(topic, entry);
                    }
                }
            }
        }
        if (!held) {
            return new StateLost(Reason.TOO_OLD);
        }
        long bytes = missed.stream()
                .mapToLong(publication -> publication.data().length)
                .sum();
        return missed.size() > HISTORY_SIZE || bytes > RECOVERY_BYTES
                ? new StateLost(Reason.TOO_MANY)
                : new Recovered(List.copyOf(missed));
    }

    private boolean holds(String topic, Event entry) {
        return held.holds(topic, entry.offset()) && now - entry.time() < TTL;
    }

    private void change(List<Follow> follows, boolean following) {
        for (Follow follow : follows) {
            if (follow.following() == following) {
                Map<String, Set<String>> next = new HashMap<>(members.getLast().topicsByChannel());
                Set<String> topics = new HashSet<>(follows(follow.channel()));
                if (following) {
                    topics.add(follow.topic());
                } else {
                    topics.remove(follow.topic());
                }
                next.put(follow.channel(), topics);
                members.add(new Members(now, next));
            }
        }
    }

    private long reachedBefore(long time) {
        return reached.stream()
                .filter(moment -> moment.time() < time)
                .mapToLong(Reached::offset)
                .max()
                .orElse(0);
    }

    private void check() {
        assertThat(complaints).isEmpty();
        for (Client client : clients) {
            assertThat(client.due).as("still to be delivered").isEmpty();
            assertThat(client.interruptionDue).as("still to be interrupted").isFalse();
        }
        HubStats stats = core.stats(0);
        Set<String> known = new HashSet<>(publishedTopics);
        clients.stream().filter(client -> client.live).forEach(client -> known.addAll(follows(client.channel)));
        assertThat(stats.topics()).isLessThanOrEqualTo(known.size());
        assertThat(stats.publications()).isLessThanOrEqualTo((long) publishedTopics.size() * HISTORY_SIZE);
        assertThat(stats.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(stats.subscribers())
                .isEqualTo(clients.stream().filter(client -> client.live).count());
        assertThat(stats.waiting())
                .isEqualTo(clients.stream().filter(client -> client.waiting).count());
    }

    /** A client that keeps its position as a real one does, and believes nothing that the model does not say. */
    final class Client implements Subscriber {
        final String channel;
        boolean live;
        boolean waiting;
        boolean interruptionDue;
        long saved;
        String savedEpoch = "";

        @Nullable StreamPosition since;

        private long askedAt;
        private final Deque<Publication> due = new ArrayDeque<>();

        Client(String channel) {
            this.channel = channel;
        }

        boolean isAhead() {
            StreamPosition asked = since;
            StreamPosition current = position;
            return asked != null
                    && current != null
                    && (asked.epoch().isEmpty() || asked.epoch().equals(current.epoch()))
                    && asked.offset() > current.offset();
        }

        @Override
        public void subscribed(StreamPosition at, Recovery recovery) {
            inspect(() -> checkSubscribed(at, recovery));
        }

        private void checkSubscribed(StreamPosition at, Recovery recovery) {
            assertThat(waiting).isTrue();
            assertThat(at).isEqualTo(position);
            StreamPosition asked = since;
            waiting = false;
            live = true;
            saved = at.offset();
            savedEpoch = at.epoch();
            if (asked == null) {
                assertThat(recovery).isEqualTo(new NotAsked());
            } else if (isAhead()) {
                assertThat(recovery).isEqualTo(new StateLost(Reason.AHEAD));
                assertThat(now - askedAt).isGreaterThanOrEqualTo(WaitingRoom.PATIENCE_MILLIS);
            } else {
                assertThat(recovery).isEqualTo(recover(this, asked));
            }
            if (asked != null && recovery instanceof Recovered recovered) {
                saved = asked.offset();
                if (!recovered.missed().isEmpty()) {
                    saved = recovered.missed().getLast().offset();
                }
            }
        }

        @Override
        public void published(Publication publication) {
            inspect(() -> checkPublished(publication));
        }

        private void checkPublished(Publication publication) {
            assertThat(live).isTrue();
            assertThat(publication.offset()).isGreaterThan(saved);
            if (publication.data()[0] == POSITION[0]) {
                assertThat(publication.offset())
                        .isEqualTo(requireNonNull(position).offset());
            } else {
                assertThat(publication).isSameAs(due.poll());
            }
            saved = publication.offset();
        }

        @Override
        public void interrupted() {
            inspect(() -> assertThat(live && interruptionDue).isTrue());
            live = false;
            interruptionDue = false;
        }

        @Override
        public void unavailable() {
            inspect(() -> {
                assertThat(waiting).isTrue();
                assertThat(now - askedAt).isGreaterThanOrEqualTo(WaitingRoom.PATIENCE_MILLIS);
            });
            waiting = false;
        }

        /** The hub survives a subscriber that fails, so it has to be said elsewhere. */
        private void inspect(Runnable check) {
            try {
                check.run();
            } catch (AssertionError complaint) {
                complaints.add(complaint);
            }
        }
    }
}
