package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that hold only as long as {@code personal:1} follows a topic; it follows {@code room:7} at first. */
class GuardTest extends CoreFixture {
    private static final String ME = "personal:1";

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void whoseGuardHoldsIsLetIn() {
        Recorder recorder = subscribeGuarded("typing", "room:7");
        publish(101, "typing");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "(101)");
    }

    @Test
    void whoseGuardDoesNotHoldIsDenied() {
        Recorder recorder = subscribeGuarded("typing", "room:8");
        publish(101, "typing");
        assertThat(recorder.heard).containsExactly("denied");
        assertThat(core.stats(0).subscribers()).isZero();
        core.unsubscribe("typing", recorder);
        assertThat(recorder.heard).containsExactly("denied");
    }

    @Test
    void whoIsDeniedByAGuardThatIsKnownHasNothingLoaded() {
        know(ME, "room:7");
        Recorder recorder = new Recorder();
        core.subscribe("typing", recorder, null, new Guard(ME, "room:8"));
        assertThat(recorder.heard).containsExactly("denied");
        assertThat(core.nextLoad()).isNull();
    }

    @Test
    void whenTheGuardCeasesToHoldTheLastThatIsHeardIsWhatEndedIt() {
        know(ME, "room:7");
        Recorder recorder = subscribeGuarded("t", "room:7");
        publish(101, List.of("t"), new Follow(ME, "room:7", false));
        publish(102, "t");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "revoked");
        assertThat(core.stats(0).subscribers()).isZero();
    }

    @Test
    void whoComesBackAfterThatMayFollowAgainFirst() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        publish(101, List.of("t"), new Follow(ME, "room:7", false));
        core.subscribe("t", recorder, null, new Guard(ME, "room:7"));
        publish(102, List.of("t"), new Follow(ME, "room:7", true));
        core.subscribe("t", recorder, null, new Guard(ME, "room:7"));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "revoked", "denied", "at 102 fresh");
    }

    @Test
    void otherChangesAndOthersSubscriptionsAreNotConcerned() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        Recorder other = subscribeGuarded("t", "user:1");
        Recorder free = subscribe("t", null);
        publish(101, List.of("x"), new Follow("personal:2", "room:7", false), new Follow(ME, "room:9", false));
        publish(102, List.of("x"), new Follow(ME, "room:7", true));
        publish(103, List.of("x"), new Follow(ME, "room:7", false));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "revoked");
        assertThat(other.heard).containsExactly("at 100 fresh");
        assertThat(free.heard).containsExactly("at 100 fresh");
    }

    @Test
    void theGuardHoldsForAsLongAsItIsNeededThoughNobodyListensToItsChannel() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        for (int i = 0; i < 5; i++) {
            pass(TTL);
        }
        recorder.take();
        publish(101, List.of("t"), new Follow(ME, "room:7", false));
        assertThat(recorder.heard).containsExactly("101", "revoked");
    }

    @Test
    void theChannelOfAGuardIsForgottenWhenNobodyNeedsIt() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        pass(TTL);
        core.unsubscribe("t", recorder);
        pass(TTL - 1);
        assertThat(core.stats(0).channels()).isEqualTo(1);
        pass(1);
        assertThat(core.stats(0).channels()).isZero();
    }

    @Test
    void aChangeThatComesBeforeTheAnswerOfTheLoaderDecides() {
        Recorder recorder = new Recorder();
        core.subscribe("t", recorder, null, new Guard(ME, "room:7"));
        publish(101, List.of("x"), new Follow(ME, "room:7", false));
        load(Map.of(ME, Set.of("room:7")));
        assertThat(recorder.heard).containsExactly("denied");
    }

    @Test
    void whoWaitsForItsPositionIsDeniedWhenTheGuardCeasesToHold() {
        know(ME, "room:7");
        know("t", "t");
        Recorder recorder = new Recorder();
        core.subscribe("t", recorder, new StreamPosition(105, EPOCH), new Guard(ME, "room:7"));
        publish(101, List.of("x"), new Follow(ME, "room:7", false));
        assertThat(recorder.heard).containsExactly("denied");
        core.advance(105);
        assertThat(recorder.heard).containsExactly("denied");
        assertThat(core.stats(0).waiting()).isZero();
    }

    @Test
    void whoHasGoneHearsNothingOfTheGuardsEnd() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        core.unsubscribe("t", recorder);
        publish(101, List.of("x"), new Follow(ME, "room:7", false));
        assertThat(recorder.heard).containsExactly("at 100 fresh");
    }

    @Test
    void aNewOrderAsksForTheGuardAnew() {
        Recorder recorder = subscribeGuarded("t", "room:7");
        Recorder waiting = new Recorder();
        core.subscribe("t", waiting, new StreamPosition(105, EPOCH), new Guard(ME, "room:7"));
        core.begin(new StreamPosition(100, "f"));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "interrupted");
        load(Map.of());
        assertThat(waiting.heard).containsExactly("denied");
        publish(101, List.of("t"), new Follow(ME, "room:7", false));
        assertThat(recorder.heard).hasSize(2);
    }

    @Test
    void withoutAnAnswerOfTheLoaderItIsUnavailableAndNotDenied() {
        Recorder recorder = new Recorder();
        core.subscribe("t", recorder, null, new Guard(ME, "room:7"));
        core.loadFailed(nextLoad());
        pass(WaitingRoom.PATIENCE_MILLIS);
        assertThat(recorder.heard).containsExactly("unavailable");
        pass(TTL);
        assertThat(core.stats(0)).isEqualTo(new HubStats(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aSubscriberThatKnowsNothingOfGuardsEndsLikeOneThatMayTryAgain() {
        List<String> heard = new ArrayList<>();
        Subscriber plain = new Subscriber() {
            @Override
            public void subscribed(StreamPosition position, Recovery recovery) {}

            @Override
            public void published(Publication publication) {}

            @Override
            public void interrupted() {
                heard.add("interrupted");
            }

            @Override
            public void unavailable() {
                heard.add("unavailable");
            }
        };
        know(ME, "room:7");
        core.subscribe("typing", plain, null, new Guard(ME, "room:8"));
        core.subscribe("typing", plain, null, new Guard(ME, "room:7"));
        load(Map.of());
        publish(101, List.of("x"), new Follow(ME, "room:7", false));
        assertThat(heard).containsExactly("unavailable", "interrupted");
    }
}
