package dev.gapless.hub;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** The promises of the hub, tried on random histories: see {@link World} for what each is compared with. */
class HubPropertiesTest {
    private static final int LAST_CLIENT = 6;

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void everyAnswerAndEveryDeliveryIsWhatTheModelSays(@ForAll("histories") List<Step> history) {
        World world = new World();
        for (Step step : history) {
            step.run(world);
        }
        world.finish();
    }

    /** With an order, all channels loaded and everybody live: what follows is all about publications. */
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whoIsLiveOrComesBackMissesNothing(@ForAll("histories") List<Step> history) {
        World world = new World();
        world.begin(false, 0);
        for (ModelClient client : world.clients) {
            world.subscribe(client, null);
        }
        for (int i = 0; i < 2; i++) {
            world.askLoader(0);
            world.answerLoad(false);
        }
        for (Step step : history) {
            step.run(world);
        }
        world.finish();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Arbitraries.frequencyOf(
                        Tuple.of(12, publishes()),
                        Tuple.of(1, Arbitraries.integers().between(0, 6).map(PublishAgain::new)),
                        Tuple.of(1, Arbitraries.integers().between(-2, 3).map(Advance::new)),
                        Tuple.of(8, subscribes()),
                        Tuple.of(3, asks()),
                        Tuple.of(
                                4,
                                Arbitraries.integers().between(0, LAST_CLIENT).map(Unsubscribe::new)),
                        Tuple.of(5, passes()),
                        Tuple.of(4, Arbitraries.just(new Tick())),
                        Tuple.of(4, Arbitraries.integers().between(0, 2).map(AskLoader::new)),
                        Tuple.of(
                                4,
                                Arbitraries.frequency(Tuple.of(1, true), Tuple.of(5, false))
                                        .map(AnswerLoad::new)),
                        Tuple.of(1, Arbitraries.integers().between(0, 40).map(Restart::new)),
                        Tuple.of(1, begins()))
                .list()
                .ofMaxSize(70);
    }

    private static Arbitrary<Step> publishes() {
        return Combinators.combine(
                        topics().set().ofMaxSize(3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.just(0)),
                                Tuple.of(1, Arbitraries.integers().between(0, 30_000))),
                        changes().list().ofMaxSize(2),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(Set.<Integer>of())),
                                Tuple.of(1, topics().set().ofMaxSize(2))),
                        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(Terms.NONE)), Tuple.of(2, terms())),
                        Arbitraries.frequencyOf(
                                Tuple.of(2, Arbitraries.just(List.<Integer>of())),
                                Tuple.of(1, messages().list().ofMaxSize(3))),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(List.<Edit>of())),
                                Tuple.of(1, edits().list().ofMaxSize(2))))
                .as(Publish::new);
    }

    private static Arbitrary<Integer> messages() {
        return Arbitraries.integers().between(0, World.MESSAGES - 1);
    }

    private static Arbitrary<Edit> edits() {
        return Combinators.combine(messages(), Arbitraries.integers().between(0, 300))
                .as(Edit::new);
    }

    private static Arbitrary<Integer> topics() {
        return Arbitraries.integers().between(0, World.ROOMS + World.USERS - 1);
    }

    private static Arbitrary<Terms> terms() {
        Arbitrary<Version> versions = Combinators.combine(
                        Arbitraries.longs().between(1, 4), Arbitraries.frequency(Tuple.of(4, "a"), Tuple.of(1, "b")))
                .as(Version::new);
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true)),
                        Arbitraries.of("k", "l").injectNull(0.4),
                        versions.injectNull(0.4))
                .as(Terms::new);
    }

    private static Arbitrary<Step> asks() {
        return Combinators.combine(
                        Arbitraries.of("personal:0", "personal:1", "personal:2", "room:0", "room:1", "room:3"),
                        Arbitraries.of(
                                Since.NOTHING, Since.AROUND, Since.ANY_EPOCH, Since.OTHER_EPOCH, Since.BEGINNING),
                        Arbitraries.integers().between(-12, 4),
                        Arbitraries.integers().between(-1, World.HISTORY_SIZE + 1),
                        Arbitraries.of(true, false))
                .as(Ask::new);
    }

    private static Arbitrary<Follow> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, World.USERS - 1),
                        Arbitraries.integers().between(0, World.ROOMS - 1),
                        Arbitraries.of(true, false))
                .as((user, room, following) -> new Follow("personal:" + user, "room:" + room, following));
    }

    private static Arbitrary<Step> subscribes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, LAST_CLIENT),
                        Arbitraries.frequencyOf(
                                Tuple.of(1, Arbitraries.of(Since.NOTHING, Since.BEGINNING)),
                                Tuple.of(5, Arbitraries.just(Since.SAVED)),
                                Tuple.of(3, Arbitraries.just(Since.AROUND)),
                                Tuple.of(1, Arbitraries.of(Since.ANY_EPOCH, Since.OTHER_EPOCH))),
                        Arbitraries.integers().between(-12, 4))
                .as(Subscribe::new);
    }

    private static Arbitrary<Step> passes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.longs().between(1, 3_000)),
                        Tuple.of(2, Arbitraries.longs().between(3_000, 12_000)),
                        Tuple.of(1, Arbitraries.longs().between(12_000, 30_000)),
                        Tuple.of(1, Arbitraries.longs().between(30_000, 200_000)))
                .map(Pass::new);
    }

    private static Arbitrary<Step> begins() {
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, 3))
                .as(Begin::new);
    }

    /** One thing that happens. */
    sealed interface Step {
        void run(World world);
    }

    record Begin(boolean sameEpoch, int gap) implements Step {
        @Override
        public void run(World world) {
            world.begin(sameEpoch, gap);
        }
    }

    record Restart(int kept) implements Step {
        @Override
        public void run(World world) {
            world.restart(kept);
        }
    }

    /** That a message has another text from here on, of so many letters and two. */
    record Edit(int message, int letters) {}

    record Publish(
            Set<Integer> topics,
            int step,
            int age,
            List<Follow> follows,
            Set<Integer> removed,
            Terms terms,
            List<Integer> messages,
            List<Edit> edits)
            implements Step {
        private static List<String> names(Set<Integer> topics) {
            return topics.stream()
                    .map(topic -> topic < World.ROOMS ? "room:" + topic : "user:" + (topic - World.ROOMS))
                    .toList();
        }

        @Override
        public void run(World world) {
            // One change for each channel and topic: two would depend on the order within one transaction.
            List<Follow> changes = new ArrayList<>();
            for (Follow follow : follows) {
                if (changes.stream()
                        .noneMatch(other -> other.channel().equals(follow.channel())
                                && other.topic().equals(follow.topic()))) {
                    changes.add(follow);
                }
            }
            List<String> keys = messages.stream().map(Publish::key).toList();
            world.publish(names(topics), step, age, keys, new Changes(changes, names(removed), redactions()), terms);
        }

        private static String key(int message) {
            return "message:" + message;
        }

        private List<Redaction> redactions() {
            return edits.stream()
                    .map(edit -> new Redaction(
                            key(edit.message()),
                            ("[" + "x".repeat(edit.letters()) + "]").getBytes(StandardCharsets.US_ASCII)))
                    .toList();
        }
    }

    record PublishAgain(int back) implements Step {
        @Override
        public void run(World world) {
            world.publishAgain(back);
        }
    }

    record Advance(int by) implements Step {
        @Override
        public void run(World world) {
            world.advance(by);
        }
    }

    /** Where one says to have been. */
    enum Since {
        NOTHING,
        SAVED,
        AROUND,
        ANY_EPOCH,
        OTHER_EPOCH,
        BEGINNING;

        @Nullable StreamPosition position(World world, int distance, @Nullable StreamPosition saved) {
            StreamPosition now = world.position == null ? new StreamPosition(100, "a") : requireNonNull(world.position);
            return switch (this) {
                case NOTHING -> null;
                case SAVED -> saved;
                case AROUND -> new StreamPosition(now.offset() + distance, now.epoch());
                case ANY_EPOCH -> new StreamPosition(now.offset() + distance, "");
                case OTHER_EPOCH -> new StreamPosition(now.offset() + distance, "other");
                case BEGINNING -> new StreamPosition(0, "");
            };
        }
    }

    record Subscribe(int client, Since since, int distance) implements Step {
        @Override
        public void run(World world) {
            ModelClient who = world.clients.get(client);
            StreamPosition saved = new StreamPosition(who.saved, who.savedEpoch);
            world.subscribe(who, since.position(world, distance, saved));
        }
    }

    record Ask(String channel, Since since, int distance, int limit, boolean reverse) implements Step {
        @Override
        public void run(World world) {
            world.ask(channel, since.position(world, distance, null), limit, reverse);
        }
    }

    record Unsubscribe(int client) implements Step {
        @Override
        public void run(World world) {
            world.unsubscribe(world.clients.get(client));
        }
    }

    record Pass(long millis) implements Step {
        @Override
        public void run(World world) {
            world.pass(millis);
        }
    }

    record Tick() implements Step {
        @Override
        public void run(World world) {
            world.tick();
        }
    }

    record AskLoader(int staleness) implements Step {
        @Override
        public void run(World world) {
            world.askLoader(staleness);
        }
    }

    record AnswerLoad(boolean fails) implements Step {
        @Override
        public void run(World world) {
            world.answerLoad(fails);
        }
    }
}
