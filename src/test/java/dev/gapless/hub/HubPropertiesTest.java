package dev.gapless.hub;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
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
        for (World.Client client : world.clients) {
            world.subscribe(client, null);
        }
        world.ask(0);
        world.answer(false);
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
                        Tuple.of(4, Arbitraries.integers().between(0, 4).map(Unsubscribe::new)),
                        Tuple.of(5, passes()),
                        Tuple.of(4, Arbitraries.just(new Tick())),
                        Tuple.of(4, Arbitraries.integers().between(0, 2).map(Ask::new)),
                        Tuple.of(
                                4,
                                Arbitraries.frequency(Tuple.of(1, true), Tuple.of(5, false))
                                        .map(Answer::new)),
                        Tuple.of(1, begins()))
                .list()
                .ofMaxSize(70);
    }

    private static Arbitrary<Step> publishes() {
        return Combinators.combine(
                        Arbitraries.integers()
                                .between(0, World.ROOMS + World.USERS - 1)
                                .set()
                                .ofMaxSize(3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.frequencyOf(
                                Tuple.of(5, Arbitraries.just(0)),
                                Tuple.of(1, Arbitraries.integers().between(0, 30_000))),
                        changes().list().ofMaxSize(2))
                .as(Publish::new);
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
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(1, Arbitraries.just(Since.NOTHING)),
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
                        Tuple.of(1, Arbitraries.longs().between(12_000, 30_000)))
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

    record Publish(Set<Integer> topics, int step, int age, List<Follow> follows) implements Step {
        @Override
        public void run(World world) {
            Set<String> names = new HashSet<>();
            for (int topic : topics) {
                names.add(topic < World.ROOMS ? "room:" + topic : "user:" + (topic - World.ROOMS));
            }
            // One change for each channel and topic: two would depend on the order within one transaction.
            List<Follow> changes = new ArrayList<>();
            for (Follow follow : follows) {
                if (changes.stream()
                        .noneMatch(other -> other.channel().equals(follow.channel())
                                && other.topic().equals(follow.topic()))) {
                    changes.add(follow);
                }
            }
            world.publish(names, step, age, changes);
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
        OTHER_EPOCH
    }

    record Subscribe(int client, Since since, int distance) implements Step {
        @Override
        public void run(World world) {
            World.Client who = world.clients.get(client);
            world.subscribe(who, asked(world, who));
        }

        private @Nullable StreamPosition asked(World world, World.Client who) {
            StreamPosition position =
                    world.position == null ? new StreamPosition(100, "a") : requireNonNull(world.position);
            return switch (since) {
                case NOTHING -> null;
                case SAVED -> new StreamPosition(who.saved, who.savedEpoch);
                case AROUND -> new StreamPosition(position.offset() + distance, position.epoch());
                case ANY_EPOCH -> new StreamPosition(position.offset() + distance, "");
                case OTHER_EPOCH -> new StreamPosition(position.offset() + distance, "other");
            };
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

    record Ask(int staleness) implements Step {
        @Override
        public void run(World world) {
            world.ask(staleness);
        }
    }

    record Answer(boolean fails) implements Step {
        @Override
        public void run(World world) {
            world.answer(fails);
        }
    }
}
