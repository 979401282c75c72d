package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody who was away is told. The log holds three publications a topic. */
class RecoveryTest extends CoreFixture {

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void whoAsksForNothingBeginsAtThePresent() {
        publish(101, "t");
        assertThat(subscribe("t", null).heard).containsExactly("at 101 fresh");
    }

    @Test
    void whoWasAwayGetsEverythingAfterItsPosition() {
        publish(101, "t");
        publish(105, "t");
        publish(106, "other");
        publish(107, "t");
        assertThat(subscribe("t", 101).heard).containsExactly("at 107 recovered [105, 107]");
    }

    @Test
    void whoMissedNothingIsRecovered() {
        publish(101, "t");
        publish(102, "other");
        assertThat(subscribe("t", 101).heard).containsExactly("at 102 recovered []");
    }

    @Test
    void topicsAreMergedInOffsetOrder() {
        know("personal:1", "a", "b", "c");
        publish(101, "b");
        publish(102, "a");
        publish(103, "c", "d");
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 103 recovered [101, 102, 103]");
    }

    @Test
    void aPublicationInSeveralTopicsIsRecoveredOnceAndCountsOnce() {
        know("personal:1", "a", "b", "c");
        publish(101, "a", "b", "c");
        publish(102, "a", "b", "c");
        publish(103, "a", "b", "c");
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 103 recovered [101, 102, 103]");
    }

    @Test
    void moreThanTheLimitInAllTopicsTogetherIsStateLost() {
        know("personal:1", "a", "b");
        publish(101, "a");
        publish(102, "a");
        publish(103, "b");
        publish(104, "b");
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 104 lost TOO_MANY");
        assertThat(subscribe("personal:1", 101).heard).containsExactly("at 104 recovered [102, 103, 104]");
    }

    @Test
    void moreBytesThanTheLimitIsStateLostHoweverFewPublicationsTheyAre() {
        publishLarge(101, 1, "t");
        publishLarge(102, 400, "t");
        publishLarge(103, 600, "t");
        assertThat(subscribe("t", 100).heard).containsExactly("at 103 lost TOO_MANY");
        assertThat(subscribe("t", 101).heard).containsExactly("at 103 recovered [102, 103]");
    }

    @Test
    void bytesOfAPublicationInSeveralTopicsCountOnceForARecovery() {
        know("personal:1", "a", "b");
        publishLarge(101, 1_000, "a", "b");
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 101 recovered [101]");
    }

    @Test
    void allTopicsTogetherHoldNoMoreBytesThanTheBudgetAndDropTheOldestFirst() {
        publishLarge(101, 100, "small");
        publishLarge(102, 735, "a");
        for (int i = 0; i < 9; i++) {
            publishLarge(103 + i, 735, "topic" + i);
        }
        int names = "a".length() + 9 * "topic0".length();
        assertThat(core.stats(0).bytes()).isEqualTo(10 * (735 + Entry.OVERHEAD + Topic.OVERHEAD) + names);
        assertThat(core.stats(0).publications()).isEqualTo(10);
        assertThat(subscribe("small", 100).heard).containsExactly("at 111 lost TOO_OLD");
        assertThat(subscribe("small", 101).heard).containsExactly("at 111 recovered []");
        assertThat(subscribe("a", 101).heard).containsExactly("at 111 recovered [102]");
        publish(112, "b");
        assertThat(subscribe("a", 101).heard).containsExactly("at 112 lost TOO_OLD");
        assertThat(subscribe("a", 102).heard).containsExactly("at 112 recovered []");
    }

    @Test
    void aPublicationLargerThanTheBudgetIsDeliveredAndNotHeld() {
        Recorder recorder = subscribe("t", null);
        publish(101, "other");
        publishLarge(102, 20_000, "t");
        assertThat(recorder.heard).hasSize(2);
        assertThat(core.stats(0).publications()).isZero();
        assertThat(core.stats(0).bytes()).isZero();
        assertThat(subscribe("t", 101).heard).containsExactly("at 102 lost TOO_OLD");
        publish(103, "t");
        assertThat(subscribe("t", 102).heard).containsExactly("at 103 recovered [103]");
    }

    @Test
    void positionOlderThanWhatTheLogHasDroppedIsStateLost() {
        for (int offset = 101; offset <= 104; offset++) {
            publish(offset, "t");
        }
        assertThat(subscribe("t", 100).heard).containsExactly("at 104 lost TOO_OLD");
        assertThat(subscribe("t", 101).heard).containsExactly("at 104 recovered [102, 103, 104]");
    }

    @Test
    void positionBeforeTheOrderBeganIsStateLostEvenInATopicThatNeverHadAnything() {
        assertThat(subscribe("t", 99).heard).containsExactly("at 100 lost TOO_OLD");
        assertThat(subscribe("t", 100).heard).containsExactly("at 100 recovered []");
    }

    @Test
    void aSilentTopicIsRecoverableHoweverOldThePositionIs() {
        publish(101, "t");
        pass(10 * TTL);
        core.advance(5000);
        assertThat(subscribe("t", 101).heard).containsExactly("at 5000 recovered []");
        assertThat(subscribe("t", 100).heard).containsExactly("at 5000 lost TOO_OLD");
    }

    @Test
    void whatIsTooOldIsNotHandedOutEvenBeforeTheTickHasComeToIt() {
        publish(101, "t");
        now += TTL - 1;
        publish(102, "t");
        assertThat(subscribe("t", 100).heard).containsExactly("at 102 recovered [101, 102]");
        now += 1;
        assertThat(subscribe("t", 100).heard).containsExactly("at 102 lost TOO_OLD");
        assertThat(subscribe("t", 101).heard).containsExactly("at 102 recovered [102]");
    }

    @Test
    void ageCountsFromTheCommitNotFromTheArrival() {
        publish(new Publication(101, now - TTL, new byte[0]), List.of("t"));
        assertThat(subscribe("t", 100).heard).containsExactly("at 101 lost TOO_OLD");
    }

    @Test
    void otherEpochIsStateLostAndAnEmptyOneFitsEvery() {
        publish(101, "t");
        assertThat(subscribe("t", new StreamPosition(100, "x")).heard).containsExactly("at 101 lost EPOCH");
        assertThat(subscribe("t", new StreamPosition(500, "x")).heard).containsExactly("at 101 lost EPOCH");
        assertThat(subscribe("t", new StreamPosition(100, "")).heard).containsExactly("at 101 recovered [101]");
    }

    @Test
    void whoLostItsStateIsLiveFromThePresent() {
        Recorder recorder = subscribe("t", 99);
        publish(101, "t");
        assertThat(recorder.heard).containsExactly("at 100 lost TOO_OLD", "101");
    }

    @Test
    void whatIsRecoveredIsNotDeliveredAgain() {
        publish(101, "t");
        Recorder recorder = subscribe("t", 100);
        publish(101, "t");
        publish(102, "t");
        assertThat(recorder.heard).containsExactly("at 101 recovered [101]", "102");
    }

    @Test
    void whoIsAheadOfThisHubWaitsForItsPosition() {
        Recorder recorder = subscribe("t", 105);
        publish(104, "t");
        assertThat(recorder.heard).isEmpty();
        publish(106, "t");
        publish(107, "t");
        assertThat(recorder.heard).containsExactly("at 106 recovered [106]", "107");
    }

    @Test
    void anAdvanceReachesThePositionToo() {
        Recorder recorder = subscribe("t", 105);
        core.advance(105);
        assertThat(recorder.heard).containsExactly("at 105 recovered []");
    }

    @Test
    void whoIsTooFarAheadForTooLongHasLostItsState() {
        Recorder recorder = subscribe("t", 105);
        pass(2_999);
        assertThat(recorder.heard).isEmpty();
        pass(1);
        publish(101, "t");
        assertThat(recorder.heard).containsExactly("at 100 lost AHEAD", "101");
    }

    @Test
    void theLogGivesBackItsMemoryWhenItsPublicationsAreTooOld() {
        publish(101, "t", "u");
        publish(102, "t");
        assertThat(core.stats(0).publications()).isEqualTo(3);
        pass(TTL);
        assertThat(core.stats(0)).isEqualTo(new HubStats(2, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aTopicNeverHoldsMoreThanItsSize() {
        for (int offset = 101; offset < 1101; offset++) {
            publish(offset, "t");
        }
        assertThat(core.stats(0).publications()).isEqualTo(3);
        assertThat(core.stats(0).bytes()).isEqualTo(3 * Entry.OVERHEAD + Topic.OVERHEAD + 1);
    }

    @Test
    void subscribersLeaveNoTopicBehind() {
        for (int i = 0; i < 100; i++) {
            Recorder recorder = subscribe("nothing:" + i, 100);
            core.unsubscribe("nothing:" + i, recorder);
        }
        assertThat(core.stats(0).topics()).isZero();
        pass(TTL);
        assertThat(core.stats(0)).isEqualTo(new HubStats(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void nothingAndNoEpochIsTheBeginningOfTheOrder() {
        StreamPosition nothing = new StreamPosition(0, "");
        assertThat(subscribe("t", nothing).heard).containsExactly("at 100 recovered []");
        publish(101, "t");
        publish(102, "t");
        publish(103, "t");
        assertThat(subscribe("t", nothing).heard).containsExactly("at 103 recovered [101, 102, 103]");
        publish(104, "t");
        assertThat(subscribe("t", nothing).heard).containsExactly("at 104 lost TOO_OLD");
        assertThat(subscribe("t", new StreamPosition(0, EPOCH)).heard).containsExactly("at 104 lost TOO_OLD");
    }

    @Test
    void aTopicKeepsAsManyAsItsOwnRetentionSays() {
        publish(101, "small");
        publish(102, "small");
        assertThat(subscribe("small", 100).heard).containsExactly("at 102 lost TOO_OLD");
        assertThat(subscribe("small", 101).heard).containsExactly("at 102 recovered [102]");
    }

    @Test
    void aTopicKeepsThemForAsLongAsItsOwnRetentionSays() {
        know("personal:1", "short", "t");
        publish(101, "short");
        publish(102, "t");
        pass(SHORT_TTL - 1);
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 102 recovered [101, 102]");
        pass(1);
        assertThat(subscribe("personal:1", 100).heard).containsExactly("at 102 lost TOO_OLD");
        assertThat(subscribe("personal:1", 101).heard).containsExactly("at 102 recovered [102]");
        assertThat(core.stats(0).publications()).isEqualTo(1);
    }

    @Test
    void theOldestOfAllGoesFirstWhateverItsAgeMayBe() {
        publishLarge(101, 4_000, "t");
        publishLarge(102, 4_000, "short");
        publishLarge(103, 4_000, "t");
        assertThat(subscribe("short", 101).heard).containsExactly("at 103 lost TOO_MANY");
        assertThat(subscribe("t", 100).heard).containsExactly("at 103 lost TOO_OLD");
    }

    @Test
    void roomIsMadeByWhatIsTooOldBeforeAnythingElseGoes() {
        publishLarge(101, 900, "t");
        publishLarge(102, 8_500, "short");
        now += SHORT_TTL;
        publishLarge(103, 50, "t");
        assertThat(subscribe("t", 100).heard).containsExactly("at 103 recovered [101, 103]");
    }

    @Test
    void aRemovedHistoryIsStateLostToWhoHadNotHeardIt() {
        publish(101, "t");
        publish(102, "t");
        remove(103, "t", "never heard of");
        assertThat(subscribe("t", 101).heard).containsExactly("at 103 lost TOO_OLD");
        assertThat(subscribe("t", 102).heard).containsExactly("at 103 recovered []");
        publish(104, "t");
        assertThat(subscribe("t", 102).heard).containsExactly("at 104 recovered [104]");
        assertThat(core.stats(0).publications()).isEqualTo(1);
    }

    @Test
    void floorsAreBoundedAndWhatIsForgottenIsTakenForDroppedAfterItsFloor() {
        for (int i = 0; i <= Topics.LEAST_QUIET_TOPICS; i++) {
            publish(101 + 2 * i, "invented:" + i);
            remove(102 + 2 * i, "invented:" + i);
        }
        long end = 102 + 2 * Topics.LEAST_QUIET_TOPICS;
        assertThat(core.stats(0).topics()).isEqualTo(Topics.LEAST_QUIET_TOPICS);
        assertThat(subscribe("invented:0", 100).heard).containsExactly("at " + end + " lost TOO_OLD");
        assertThat(subscribe("invented:0", 101).heard).containsExactly("at " + end + " recovered []");
        assertThat(subscribe("never heard of", 100).heard).containsExactly("at " + end + " lost TOO_OLD");
        assertThat(subscribe("never heard of", new StreamPosition(0, "")).heard)
                .containsExactly("at " + end + " lost TOO_OLD");
        assertThat(subscribe("invented:1", 103).heard).containsExactly("at " + end + " recovered []");
    }

    @Test
    void aTopicThatIsListenedToOrHoldsSomethingIsNotForgotten() {
        subscribe("listened to", null);
        publish(101, "listened to");
        remove(102, "listened to");
        publish(103, "holding");
        publish(104, "small");
        publish(105, "small");
        for (int i = 0; i <= Topics.LEAST_QUIET_TOPICS; i++) {
            publish(201 + 2 * i, "invented:" + i);
            remove(202 + 2 * i, "invented:" + i);
        }
        assertThat(core.stats(0).topics()).isEqualTo(Topics.LEAST_QUIET_TOPICS + 3);
        assertThat(subscribe("listened to", 101).heard.getFirst()).endsWith("recovered []");
        assertThat(subscribe("holding", 102).heard.getFirst()).endsWith("recovered [103]");
        assertThat(subscribe("small", 104).heard.getFirst()).endsWith("recovered [105]");
    }
}
