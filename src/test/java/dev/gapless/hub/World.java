package dev.gapless.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Channels.Load;
import dev.gapless.hub.ModelEvent.Part;
import dev.gapless.hub.Outcome.Placed;
import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.Recovered;
import dev.gapless.hub.Recovery.StateLost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A hub with a database, clients and a clock, beside a model of it that keeps every publication for ever and counts out
 * each answer anew. Every call of the hub to a client is compared with the model at once.
 */
final class World {
    static final int ROOMS = 4;
    static final int USERS = 3;
    static final int MESSAGES = 3;
    static final int HISTORY_SIZE = 4;
    static final long TTL = 20_000;
    private static final byte[] POSITION = "position".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);
    private static final long RECOVERY_BYTES = 900;
    private static final long MAX_BYTES = 6_000;

    /** What the log says at one place. */
    private record Said(Publish publish, List<Part> parts) {}

    /** Who is in which room, from a moment on. */
    record Members(long since, Map<String, Set<String>> topicsByChannel) {}

    private record Reached(long time, long offset) {}

    long now = 1_000_000;
    HubCore core = newCore();

    final List<ModelClient> clients = List.of(
            new ModelClient(this, "personal:0", null),
            new ModelClient(this, "personal:0", null),
            new ModelClient(this, "personal:1", null),
            new ModelClient(this, "personal:2", null),
            new ModelClient(this, "room:0", null),
            new ModelClient(this, "room:3", new Guard("personal:0", "room:1")),
            new ModelClient(this, "room:1", new Guard("personal:1", "room:1")));

    @Nullable StreamPosition position;

    private long base;
    private final List<Said> journal = new ArrayList<>();
    private final List<ModelEvent> entries = new ArrayList<>();
    private final HeldModel held = new HeldModel(World::retention, MAX_BYTES);
    private final TermsModel terms = new TermsModel(World::keeps, MAX_BYTES / HubCore.KEYS_PART);
    private final List<Reached> reached = new ArrayList<>();
    private final Set<String> publishedTopics = new HashSet<>();
    private final List<Members> members = new ArrayList<>();
    private @Nullable Load load;
    private Map<String, Set<String>> answer = Map.of();
    private int questions;
    final List<AssertionError> complaints = new ArrayList<>();

    World() {
        Map<String, Set<String>> atFirst = new HashMap<>();
        for (int user = 0; user < USERS; user++) {
            atFirst.put("personal:" + user, Set.of("user:" + user, "room:" + user));
        }
        members.add(new Members(0, atFirst));
    }

    private HubCore newCore() {
        return new HubCore(
                new HubSettings(HISTORY_SIZE, Duration.ofMillis(TTL), RECOVERY_BYTES, MAX_BYTES, World::retention),
                () -> Instant.ofEpochMilli(now),
                POSITION);
    }

    /** Of each kind: shorter, smaller, and nothing at all. */
    static Retention retention(String topic) {
        return switch (topic) {
            case "room:1" -> new Retention(2, Duration.ofMillis(TTL));
            case "room:2" -> new Retention(HISTORY_SIZE, Duration.ofMillis(TTL / 4));
            case "room:3" -> Retention.NONE;
            case "user:2" -> new Retention(HISTORY_SIZE + 3, Duration.ofMillis(TTL / 2));
            default -> new Retention(HISTORY_SIZE, Duration.ofMillis(TTL));
        };
    }

    private static boolean keeps(String topic) {
        return !retention(topic).isNone();
    }

    void begin(boolean sameEpoch, int gap) {
        StreamPosition former = position;
        boolean same = sameEpoch && former != null;
        base = former == null || !same ? 100 + gap : former.offset() + gap;
        String epoch = same ? requireNonNull(former).epoch() : former == null ? "a" : former.epoch() + "a";
        position = new StreamPosition(base, epoch);
        journal.clear();
        forget();
        clients.stream().filter(client -> client.live).forEach(client -> client.interruptionDue = true);
        core.begin(position);
        check();
    }

    private void forget() {
        entries.clear();
        held.clear();
        terms.clear();
        publishedTopics.clear();
        reached.clear();
        reached.add(new Reached(now, base));
        members.subList(0, members.size() - 1).clear();
    }

    void publish(List<String> topics, int step, long age, List<String> keys, Changes changes, Terms on) {
        StreamPosition former = position;
        if (former == null) {
            return;
        }
        long offset = former.offset() + step;
        long youngest = entries.isEmpty() ? 0 : entries.getLast().time;
        List<Part> parts = parts(offset, keys);
        Publication publication = ModelEvent.publication(offset, Math.max(youngest, now - age), parts);
        Said said = new Said(new Publish(publication, topics, on, changes), parts);
        said(said, () -> {
            change(changes.follows(), true);
            Model model = add(said);
            for (ModelClient client : clients) {
                Set<String> followed = follows(client.channel);
                if (client.live && !Collections.disjoint(model.reaching(), followed)) {
                    client.due.add(publication);
                    client.ephemeralDue = Collections.disjoint(model.keeping(), followed);
                }
            }
            change(changes.follows(), false);
            for (ModelClient client : clients) {
                client.revocationDue = client.live && !isAllowed(client);
            }
            return model.outcomes();
        });
        journal.add(said);
    }

    /** A passage for each key, with something between them or nothing, and what else there may be to say. */
    private static List<Part> parts(long offset, List<String> keys) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if ((offset + i) % 2 == 0) {
                parts.add(new Part(null, "-"));
            }
            parts.add(new Part(keys.get(i), "<" + offset + "." + i + ">"));
        }
        parts.add(new Part(null, ".".repeat(1 + (int) (offset % 5) * 100)));
        return parts;
    }

    private void said(Said said, Supplier<List<Outcome>> model) {
        StreamPosition at = new StreamPosition(
                said.publish().publication().offset(), requireNonNull(position).epoch());
        position = at;
        reached.add(new Reached(now, at.offset()));
        List<Outcome> outcomes = model.get();
        List<Receipt> receipts = new ArrayList<>();
        core.publish(said.publish(), receipts::add);
        assertThat(receipts).containsExactly(new Receipt(at, outcomes));
        check();
    }

    private record Model(List<Outcome> outcomes, Set<String> reaching, Set<String> keeping) {}

    /** What becomes of it, and of what is held. */
    private Model add(Said said) {
        Publish publish = said.publish();
        Publication publication = publish.publication();
        Changes changes = publish.changes();
        changes.removed().forEach(held::remove);
        for (Redaction redaction : changes.redactions()) {
            entries.forEach(entry -> entry.redact(redaction));
        }
        held.makeRoom(now);
        List<Outcome> outcomes = new ArrayList<>();
        Set<String> reaching = new HashSet<>();
        Set<String> keeping = new LinkedHashSet<>();
        for (String topic : publish.topics()) {
            Outcome outcome = terms.judge(topic, publication, publish.terms());
            outcomes.add(outcome);
            if (outcome instanceof Placed) {
                reaching.add(topic);
            }
            if (outcome.equals(new Placed(publication.offset()))) {
                keeping.add(topic);
            }
        }
        ModelEvent entry = new ModelEvent(publication.offset(), publication.timeMillis(), keeping, said.parts());
        entries.add(entry);
        publishedTopics.addAll(keeping);
        held.add(entry, now);
        return new Model(outcomes, reaching, keeping);
    }

    /** A new hub reads again what the log has kept, before anybody comes. */
    void restart(int kept) {
        StreamPosition end = position;
        if (end == null) {
            return;
        }
        for (ModelClient client : clients) {
            client.live = false;
            client.waiting = false;
        }
        questions = 0;
        load = null;
        core = newCore();
        Map<Long, List<Part>> before = new HashMap<>();
        entries.forEach(entry -> before.put(entry.offset, entry.parts()));
        int lost = Math.max(0, journal.size() - kept);
        base = lost == 0 ? base : journal.get(lost - 1).publish().publication().offset();
        journal.subList(0, lost).clear();
        position = new StreamPosition(base, end.epoch());
        forget();
        core.begin(position);
        for (Said said : journal) {
            said(said, () -> add(said).outcomes());
        }
        advance((int) (end.offset() - position.offset()));
        for (ModelEvent entry : entries) {
            assertThat(entry.parts()).isEqualTo(before.get(entry.offset));
        }
    }

    void publishAgain(int back) {
        StreamPosition current = position;
        if (current != null) {
            Changes late = Changes.of(List.of(new Follow("personal:0", "room:3", true)))
                    .redacting(List.of(new Redaction("message:0", DATA)));
            Publication known = new Publication(current.offset() - back, now, DATA);
            core.publish(new Publish(known, List.of("room:0", "user:0"), Terms.NONE, late), receipt -> {
                throw new AssertionError("a receipt for what was known");
            });
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

    void subscribe(ModelClient client, @Nullable StreamPosition since) {
        if (client.live || client.waiting) {
            return;
        }
        client.waiting = true;
        client.askedAt = now;
        client.since = since;
        core.subscribe(client.channel, client, since, client.guard);
        check();
    }

    void unsubscribe(ModelClient client) {
        client.live = false;
        client.waiting = false;
        client.due.clear();
        core.unsubscribe(client.channel, client);
        check();
    }

    /** Asks, and compares the answer whenever it comes. */
    void ask(String channel, @Nullable StreamPosition since, int limit, boolean reverse) {
        long askedAt = now;
        questions++;
        core.history(channel, since, limit, reverse, answer -> {
            questions--;
            try {
                if (answer instanceof History.Unavailable) {
                    assertThat(now - askedAt).isGreaterThanOrEqualTo(WaitingRoom.PATIENCE_MILLIS);
                } else {
                    assertSame(answer, history(channel, since, limit, reverse));
                }
            } catch (AssertionError complaint) {
                complaints.add(complaint);
            }
        });
        check();
    }

    void pass(long millis) {
        now += millis;
    }

    void tick() {
        core.tick();
        check();
        for (ModelClient client : clients) {
            if (client.live) {
                assertThat(client.saved)
                        .as("a saved offset is no older than half of what is kept")
                        .isGreaterThanOrEqualTo(reachedBefore(now - TTL / 2));
            }
        }
    }

    /** The loader reads the database, which may be a moment behind the hub. */
    void askLoader(int staleness) {
        load = load == null ? core.nextLoad() : load;
        int version = members.size() - 1;
        for (int back = 0;
                back < staleness && version > 0 && members.get(version).since() > now - 100;
                back++) {
            version--;
        }
        answer = members.get(version).topicsByChannel();
    }

    void answerLoad(boolean fails) {
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
        for (int i = 0; i < 12; i++) {
            pass(WaitingRoom.PATIENCE_MILLIS);
            answerLoad(false);
            askLoader(0);
            answerLoad(false);
            tick();
        }
        assertThat(clients).noneMatch(client -> client.waiting);
        assertThat(questions).isZero();
        clients.forEach(this::unsubscribe);
        pass(TTL);
        tick();
        assertThat(core.stats(0)).isEqualTo(new HubStats(publishedTopics.size(), 0, 0, 0, 0, 0, 0));
        assertThat(core.marked()).isZero();
    }

    Set<String> follows(String channel) {
        return members.getLast().topicsByChannel().getOrDefault(channel, Set.of(channel));
    }

    boolean isAllowed(ModelClient client) {
        return client.guard == null || follows(client.guard.channel()).contains(client.guard.topic());
    }

    /** What the model says to one who has come as far as {@code since}, which is not ahead. */
    Recovery recover(ModelClient client, StreamPosition since) {
        if (isForeign(since)) {
            return new StateLost(Reason.EPOCH);
        }
        boolean fromTheBeginning = since.offset() == 0 && since.epoch().isEmpty();
        long after = fromTheBeginning ? base : since.offset();
        Set<ModelEvent> missed = new LinkedHashSet<>();
        boolean all = after >= base;
        for (ModelEvent entry : entries) {
            if (entry.offset > after) {
                for (String topic : follows(client.channel)) {
                    if (entry.topics.contains(topic)) {
                        missed.add(entry);
                        all &= holds(topic, entry);
                    }
                }
            }
        }
        if (!all) {
            return new StateLost(Reason.TOO_OLD);
        }
        List<Publication> publications =
                missed.stream().map(ModelEvent::publication).toList();
        return missed.size() > HISTORY_SIZE || bytes(publications) > RECOVERY_BYTES
                ? new StateLost(Reason.TOO_MANY)
                : new Recovered(publications);
    }

    /** Publications are the same if they say the same. */
    static void assertSame(Recovery actual, Recovery expected) {
        if (actual instanceof Recovered recovered && expected instanceof Recovered model) {
            assertThat(told(recovered.missed())).isEqualTo(told(model.missed()));
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static void assertSame(History actual, History expected) {
        if (actual instanceof History.Page page && expected instanceof History.Page model) {
            assertThat(told(page.publications())).isEqualTo(told(model.publications()));
            assertThat(page.position()).isEqualTo(model.position());
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static List<String> told(List<Publication> publications) {
        return publications.stream()
                .map(each -> each.offset() + " at " + each.timeMillis() + ": "
                        + new String(each.data(), StandardCharsets.US_ASCII) + " with " + each.passages())
                .toList();
    }

    private History history(String channel, @Nullable StreamPosition since, int limit, boolean reverse) {
        StreamPosition current = requireNonNull(position);
        Set<String> followed = follows(channel);
        long newest = entries.stream()
                .filter(entry -> !Collections.disjoint(entry.topics, followed))
                .mapToLong(entry -> entry.offset)
                .max()
                .orElse(current.offset());
        StreamPosition at = new StreamPosition(newest, current.epoch());
        if (since != null && isForeign(since)) {
            return new History.Unrecoverable(at);
        }
        List<Publication> page = new ArrayList<>();
        for (ModelEvent entry : reverse ? entries.reversed() : entries) {
            boolean within = since == null || (reverse ? entry.offset < since.offset() : entry.offset > since.offset());
            boolean there = followed.stream().anyMatch(topic -> entry.topics.contains(topic) && holds(topic, entry));
            if (within && there && page.size() < (limit < 0 ? HISTORY_SIZE : Math.min(limit, HISTORY_SIZE))) {
                page.add(entry.publication());
            }
        }
        while (page.size() > 1 && bytes(page) > RECOVERY_BYTES) {
            page.removeLast();
        }
        return new History.Page(page, at);
    }

    private boolean isForeign(StreamPosition since) {
        return !since.epoch().isEmpty()
                && !since.epoch().equals(requireNonNull(position).epoch());
    }

    private static long bytes(Iterable<Publication> publications) {
        long bytes = 0;
        for (Publication publication : publications) {
            bytes += publication.data().length;
        }
        return bytes;
    }

    private boolean holds(String topic, ModelEvent entry) {
        return held.holds(topic, entry.offset)
                && now - entry.time < retention(topic).ttl().toMillis();
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
        for (ModelClient client : clients) {
            assertThat(client.due).as("still to be delivered").isEmpty();
            assertThat(client.interruptionDue).as("still to be interrupted").isFalse();
            assertThat(client.revocationDue).as("still to be revoked").isFalse();
        }
        HubStats stats = core.stats(0);
        Set<String> known = new HashSet<>(publishedTopics);
        clients.stream().filter(client -> client.live).forEach(client -> known.addAll(follows(client.channel)));
        assertThat(stats.topics()).isLessThanOrEqualTo(known.size());
        assertThat(stats.publications())
                .isLessThanOrEqualTo(publishedTopics.stream()
                        .mapToInt(topic -> retention(topic).size())
                        .sum());
        assertThat(stats.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat((long) core.marked()).isLessThanOrEqualTo(MESSAGES * stats.publications());
        assertThat(stats.subscribers())
                .isEqualTo(clients.stream().filter(client -> client.live).count());
        assertThat(stats.waiting())
                .isEqualTo(questions
                        + clients.stream().filter(client -> client.waiting).count());
    }
}
