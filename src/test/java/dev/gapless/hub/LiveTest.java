package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody who is there hears. */
class LiveTest extends CoreFixture {

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void aPublicationInSeveralTopicsOfAChannelIsDeliveredOnce() {
        know("personal:1", "a", "b");
        Recorder recorder = subscribe("personal:1", null);
        publish(101, "a", "b", "a");
        publish(102, "b");
        publish(103, "c");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "102");
    }

    @Test
    void whatIsNotNewerThanThePositionIsDroppedWithItsChanges() {
        know("personal:1", "a");
        Recorder recorder = subscribe("personal:1", null);
        publish(105, "a");
        publish(105, List.of("a"), new Follow("personal:1", "b", true));
        publish(103, "a");
        publish(106, "b");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "105");
    }

    @Test
    void thePositionOnlyMovesForward() {
        core.advance(110);
        core.advance(105);
        assertThat(core.position()).isEqualTo(new StreamPosition(110, EPOCH));
    }

    @Test
    void whoBeginsToFollowHearsThePublicationThatSaysSo() {
        know("personal:1", "user:1");
        Recorder recorder = subscribe("personal:1", null);
        publish(101, "room:7");
        publish(102, List.of("room:7"), new Follow("personal:1", "room:7", true));
        publish(103, "room:7");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "102", "103");
    }

    @Test
    void whoStopsFollowingHearsThePublicationThatSaysSoAndNothingAfterIt() {
        know("personal:1", "user:1", "room:7");
        Recorder recorder = subscribe("personal:1", null);
        publish(101, List.of("room:7"), new Follow("personal:1", "room:7", false));
        publish(102, "room:7");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101");
    }

    @Test
    void whoHasStoppedFollowingRecoversNothingOfTheTopic() {
        know("personal:1", "user:1", "room:7");
        publish(101, "room:7");
        publish(102, List.of("room:7", "user:1"), new Follow("personal:1", "room:7", false));
        publish(103, "room:7");
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 103 recovered [102]");
    }

    @Test
    void afterUnsubscribingNothingIsHeard() {
        Recorder recorder = subscribe("t", null);
        core.unsubscribe("t", recorder);
        core.unsubscribe("t", recorder);
        publish(101, "t");
        assertThat(recorder.heard).containsExactly("at 100 fresh");
        assertThat(core.stats(0).subscribers()).isZero();
    }

    @Test
    void whoUnsubscribesWhileWaitingHearsNothing() {
        Recorder ahead = subscribe("t", 105);
        Recorder loading = new Recorder();
        core.subscribe("u", loading, null, null);
        core.unsubscribe("t", ahead);
        core.unsubscribe("u", loading);
        assertThat(core.nextLoad()).isNull();
        publish(106, "t", "u");
        assertThat(ahead.heard).isEmpty();
        assertThat(loading.heard).isEmpty();
        assertThat(core.stats(0).waiting()).isZero();
    }

    @Test
    void whoSubscribesAgainIsAnsweredAgainAndSubscribedOnce() {
        Recorder recorder = subscribe("t", null);
        publish(101, "t");
        core.subscribe("t", recorder, new StreamPosition(100, EPOCH), null);
        publish(102, "t");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "at 101 recovered [101]", "102");
    }

    @Test
    void oneSubscriberMayListenToSeveralChannels() {
        Recorder recorder = subscribe("t", null);
        core.subscribe("u", recorder, null, null);
        load(Map.of());
        core.unsubscribe("t", recorder);
        publish(101, "t", "u");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "at 100 fresh", "101");
    }

    @Test
    void aSubscriberThatFailsIsDroppedAndTheOthersHearEverything() {
        Recorder first = subscribe("t", null);
        Failing failing = new Failing();
        core.subscribe("t", failing, null, null);
        Recorder last = subscribe("t", null);
        publish(101, "t");
        publish(102, "t");
        assertThat(first.heard).containsExactly("at 100 fresh", "101", "102");
        assertThat(last.heard).containsExactly("at 100 fresh", "101", "102");
        assertThat(failing.calls).isEqualTo(1);
        assertThat(core.stats(0).subscribers()).isEqualTo(2);
    }

    @Test
    void theLastSubscriberOfAChannelMayFailWhileItIsDeliveredTo() {
        know("personal:1", "a", "b");
        Failing failing = new Failing();
        core.subscribe("personal:1", failing, null, null);
        Recorder other = subscribe("a", null);
        publish(101, "b", "a");
        assertThat(other.heard).containsExactly("at 100 fresh", "101");
        assertThat(core.stats(0).subscribers()).isEqualTo(1);
    }

    @Test
    void anotherOrderInterruptsTheLiveAndAnswersTheWaitingAnew() {
        Recorder live = subscribe("t", null);
        Recorder ahead = subscribe("t", 105);
        core.begin(new StreamPosition(7, "f"));
        load(Map.of());
        publish(8, "t");
        assertThat(live.heard).containsExactly("at 100 fresh", "interrupted");
        assertThat(ahead.heard).containsExactly("at 7 lost EPOCH", "8");
    }

    @Test
    void theSameOrderAfterAHoleKnowsNothingOfBefore() {
        publish(101, "t");
        begin(200);
        assertThat(subscribe("t", 101).heard).containsExactly("at 200 lost TOO_OLD");
        assertThat(subscribe("t", 200).heard).containsExactly("at 200 recovered []");
    }

    @Test
    void anotherOrderAsksAgainWhatChannelsFollow() {
        know("personal:1", "old");
        publish(101, List.of("x"), new Follow("personal:2", "old", true));
        begin(200);
        Recorder first = new Recorder();
        core.subscribe("personal:1", first, null, null);
        Recorder second = new Recorder();
        core.subscribe("personal:2", second, null, null);
        load(Map.of("personal:1", Set.of("new"), "personal:2", Set.of("new")));
        publish(201, "old");
        publish(202, "new");
        assertThat(first.heard).containsExactly("at 200 fresh", "202");
        assertThat(second.heard).containsExactly("at 200 fresh", "202");
    }

    @Test
    void beforeTheFirstOrderEverybodyWaits() {
        CoreFixture young = new CoreFixture();
        Recorder recorder = young.subscribe("t", 100);
        young.pass(3_600_000);
        assertThat(recorder.heard).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> young.publish(101, "t"));
        young.begin(100);
        young.load(Map.of());
        assertThat(recorder.heard).containsExactly("at 100 recovered []");
    }

    @Test
    void aPublicationThatFailsHalfWayEndsTheOrderInsteadOfLeavingAGap() {
        Recorder live = subscribe("t", null);
        assertThatIllegalArgumentException().isThrownBy(() -> publish(101, "t", "broken"));
        assertThat(live.heard).containsExactly("at 100 fresh", "101", "interrupted");
        assertThat(subscribe("u", 100).heard).containsExactly("at 101 lost TOO_OLD");
    }

    private static final class Failing implements Subscriber {
        int calls;

        @Override
        public void subscribed(StreamPosition position, Recovery recovery) {}

        @Override
        public void published(Publication publication) {
            calls++;
            throw new IllegalStateException("failing on purpose");
        }

        @Override
        public void interrupted() {}

        @Override
        public void unavailable() {}
    }
}
