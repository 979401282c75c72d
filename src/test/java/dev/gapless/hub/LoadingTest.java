package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Channels.Load;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How it becomes known what a channel follows. */
class LoadingTest extends CoreFixture {
    private static final String ME = "personal:1";

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void oneQuestionIsAskedForAllWhoComeMeanwhileAndOnlyOneAtATime() {
        Recorder recorder = new Recorder();
        core.subscribe("a", recorder, null, null);
        Load first = nextLoad();
        core.subscribe("b", recorder, null, null);
        core.subscribe("c", recorder, null, null);
        core.subscribe("a", new Recorder(), null, null);
        assertThat(core.nextLoad()).isNull();
        core.loaded(first, Map.of());
        assertThat(first.channels()).containsExactly("a");
        assertThat(nextLoad().channels()).containsExactly("b", "c");
    }

    @Test
    void aQuestionIsAboutAThousandChannelsAtMost() {
        for (int i = 0; i < 1_500; i++) {
            core.subscribe("personal:" + i, new Recorder(), null, null);
        }
        Load first = nextLoad();
        assertThat(first.channels()).hasSize(1_000);
        core.loaded(first, Map.of());
        assertThat(nextLoad().channels()).hasSize(500);
    }

    @Test
    void aChannelIsAskedForOnceAndReconnectingCostsNothing() {
        know(ME, "a");
        publish(101, "a");
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, new StreamPosition(100, EPOCH), null);
        assertThat(core.nextLoad()).isNull();
        assertThat(recorder.heard).containsExactly("at 101 recovered [101]");
    }

    @Test
    void aChannelIsForgottenWhenNobodyHasListenedForLong() {
        know(ME, "a");
        pass(TTL - 1);
        assertThat(core.stats(0).channels()).isEqualTo(1);
        pass(1);
        assertThat(core.stats(0).channels()).isZero();
    }

    @Test
    void aPlainChannelIsForgottenAsSoonAsNobodyListensOrAsks() {
        Recorder recorder = subscribe("t", null);
        pass(5_000);
        assertThat(core.stats(0).channels()).isEqualTo(1);
        core.unsubscribe("t", recorder);
        core.history("t", null, 1, false, history -> {});
        core.subscribe("u", recorder, null, null);
        Load load = nextLoad();
        core.unsubscribe("u", recorder);
        core.loaded(load, Map.of());
        pass(Listeners.PLAIN_KEPT_MILLIS);
        assertThat(core.stats(0)).isEqualTo(new HubStats(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aPlainChannelThatSomebodyWaitsForIsNotForgotten() {
        subscribe("t", null);
        Recorder ahead = subscribe("t", 200);
        core.unsubscribe("t", ahead);
        Recorder patient = subscribe("u", 200);
        pass(Listeners.PLAIN_KEPT_MILLIS);
        pass(Listeners.PLAIN_KEPT_MILLIS);
        publish(200, "u");
        publish(201, "u");
        assertThat(patient.heard).containsExactly("at 200 recovered []", "201");
    }

    @Test
    void aChannelThatHasEverFollowedMoreIsKeptSinceAnAnswerMayBeOlderThanThat() {
        know(ME, ME, "old");
        publish(101, List.of("a"), new Follow(ME, "old", false));
        pass(Listeners.PLAIN_KEPT_MILLIS);
        publish(102, "old");
        assertThat(subscribe(ME, 101).heard).containsExactly("at 102 recovered []");

        publish(103, List.of("a"), new Follow("personal:2", "old", false));
        know("personal:2", "personal:2", "old");
        pass(Listeners.PLAIN_KEPT_MILLIS);
        publish(104, "old");
        assertThat(subscribe("personal:2", 103).heard).containsExactly("at 104 recovered []");
    }

    @Test
    void whatAGuardAndItsChannelAreMadeOfIsAskedAtOnce() {
        Recorder recorder = new Recorder();
        core.subscribe("room:7", recorder, null, new Guard(ME, "room:7"));
        Load load = nextLoad();
        assertThat(load.channels()).containsExactly(ME, "room:7");
        core.loaded(load, Map.of(ME, Set.of("room:7"), "room:7", Set.of("here:7")));
        assertThat(recorder.heard).containsExactly("at 100 fresh");
    }

    @Test
    void patienceIsOneForAllThatIsWaitedFor() {
        Recorder recorder = new Recorder();
        core.subscribe("t", recorder, new StreamPosition(200, EPOCH), null);
        Load load = nextLoad();
        pass(2_000);
        Recorder younger = new Recorder();
        core.subscribe("t", younger, new StreamPosition(200, EPOCH), null);
        core.loaded(load, Map.of());
        pass(999);
        assertThat(recorder.heard).isEmpty();
        pass(1);
        assertThat(recorder.heard).containsExactly("at 100 lost AHEAD");
        assertThat(younger.heard).isEmpty();
        pass(2_000);
        assertThat(younger.heard).containsExactly("at 100 lost AHEAD");
    }

    @Test
    void aChangeKeepsAChannelForAsLong() {
        know(ME, "a");
        pass(TTL - 1);
        publish(101, List.of("b"), new Follow(ME, "b", true));
        pass(TTL - 1);
        assertThat(core.stats(0).channels()).isEqualTo(1);
        assertThat(subscribe(ME, 100).heard).containsExactly("at 101 recovered [101]");
    }

    @Test
    void aChannelThatIsListenedToIsNeverForgotten() {
        Recorder recorder = subscribe("t", null);
        pass(5 * TTL);
        publish(101, "t");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101");
    }

    @Test
    void aChangeSeenWhileTheAnswerIsUnderWayIsAppliedOverIt() {
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, new StreamPosition(100, EPOCH), null);
        Load load = nextLoad();
        publish(101, List.of("new"), new Follow(ME, "new", true), new Follow(ME, "old", false));
        publish(102, "old");
        core.loaded(load, Map.of(ME, Set.of("old")));
        publish(103, "new");
        assertThat(recorder.heard).containsExactly("at 102 recovered [101]", "103");
    }

    @Test
    void aChangeSeenShortlyBeforeTheQuestionIsAppliedOverTheAnswer() {
        publish(101, List.of("new"), new Follow(ME, "new", true), new Follow(ME, "old", false));
        publish(102, List.of("back"), new Follow(ME, "back", false));
        publish(103, List.of("back"), new Follow(ME, "back", true));
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, new StreamPosition(100, EPOCH), null);
        load(Map.of(ME, Set.of("old")));
        assertThat(recorder.heard).containsExactly("at 103 recovered [101, 102, 103]");
    }

    @Test
    void anAnswerThatIsAheadOfTheLogDoesNoHarm() {
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, null, null);
        load(Map.of(ME, Set.of("new")));
        publish(101, List.of("new"), new Follow(ME, "new", true));
        publish(102, List.of("new"), new Follow(ME, "new", false));
        publish(103, "new");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "102");
    }

    @Test
    void changesOfUnknownChannelsAreRememberedForAWhileOnly() {
        publish(101, List.of("a"), new Follow(ME, "gone", true));
        pass(TTL);
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, null, null);
        load(Map.of(ME, Set.of("a")));
        publish(102, "gone");
        publish(103, "a");
        assertThat(recorder.heard).containsExactly("at 101 fresh", "103");
    }

    @Test
    void anAnswerThatTookTooLongToBeCompletedIsAskedForAgain() {
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, null, null);
        Load slow = nextLoad();
        now += TTL / 2;
        core.loaded(slow, Map.of(ME, Set.of("old")));
        assertThat(recorder.heard).isEmpty();
        now += 100;
        load(Map.of(ME, Set.of("new")));
        assertThat(recorder.heard).containsExactly("at 100 fresh");
    }

    @Test
    void anAnswerToAQuestionOfAnEarlierOrderIsIgnored() {
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, null, null);
        Load old = nextLoad();
        begin(200);
        core.loaded(old, Map.of(ME, Set.of("old")));
        core.loadFailed(old);
        assertThat(recorder.heard).isEmpty();
        load(Map.of(ME, Set.of("new")));
        publish(201, "old");
        publish(202, "new");
        assertThat(recorder.heard).containsExactly("at 200 fresh", "202");
    }

    @Test
    void afterAFailureItIsTriedAgainLessAndLessOften() {
        core.subscribe("t", new Recorder(), null, null);
        for (long wait : new long[] {100, 200, 400, 800, 1600, 2000, 2000}) {
            core.loadFailed(nextLoad());
            now += wait - 1;
            assertThat(core.nextLoad()).isNull();
            now += 1;
        }
        core.loaded(nextLoad(), Map.of());
        assertThat(core.stats(0).subscribers()).isEqualTo(1);
    }

    @Test
    void whoWaitsForALoadThatFailsIsToldSo() {
        Recorder recorder = new Recorder();
        core.subscribe("t", recorder, null, null);
        core.loadFailed(nextLoad());
        pass(2_999);
        assertThat(recorder.heard).isEmpty();
        pass(1);
        publish(101, "t");
        assertThat(recorder.heard).containsExactly("unavailable");
        assertThat(core.nextLoad()).as("what nobody waits for").isNull();
        assertThat(core.stats(0)).isEqualTo(new HubStats(1, 1, Entry.OVERHEAD + Topic.OVERHEAD + 1, 0, 0, 0, 0));
    }

    @Test
    void whoWaitsForALoadThatHangsIsToldSoAndFindsTheAnswerWhenItTriesAgain() {
        Recorder recorder = new Recorder();
        core.subscribe(ME, recorder, null, null);
        Load slow = nextLoad();
        pass(2_999);
        assertThat(recorder.heard).isEmpty();
        pass(1);
        assertThat(recorder.take()).containsExactly("unavailable");
        core.loaded(slow, Map.of(ME, Set.of("a")));
        publish(101, "a");
        core.subscribe(ME, recorder, new StreamPosition(100, EPOCH), null);
        assertThat(core.nextLoad()).isNull();
        assertThat(recorder.heard).containsExactly("at 101 recovered [101]");
    }

    @Test
    void whoGivesUpBehindALoadThatHangsKeepsItsPlaceAmongTheQuestions() {
        core.subscribe("first", new Recorder(), null, null);
        Load slow = nextLoad();
        Recorder recorder = new Recorder();
        core.subscribe("second", recorder, null, null);
        pass(3_000);
        assertThat(recorder.heard).containsExactly("unavailable");
        core.loaded(slow, Map.of());
        assertThat(nextLoad().channels()).containsExactly("second");
    }

    @Test
    void eachHasAPatienceOfItsOwn() {
        Recorder old = new Recorder();
        core.subscribe("t", old, null, null);
        Load load = nextLoad();
        pass(2_000);
        Recorder young = new Recorder();
        core.subscribe("t", young, null, null);
        core.loadFailed(load);
        pass(1_000);
        assertThat(old.heard).containsExactly("unavailable");
        assertThat(young.heard).isEmpty();
        load(Map.of());
        assertThat(young.heard).containsExactly("at 100 fresh");
    }
}
