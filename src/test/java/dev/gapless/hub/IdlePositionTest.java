package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the position of somebody to whom nothing happens stays young enough to survive a restart of the server. */
class IdlePositionTest extends CoreFixture {
    private static final long HALF = TTL / 2;

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void anIdleChannelGetsThePositionAfterHalfOfTheTime() {
        Recorder recorder = subscribe("t", null);
        publish(101, "busy");
        pass(HALF - 1);
        assertThat(recorder.take()).containsExactly("at 100 fresh");
        pass(1);
        assertThat(recorder.take()).containsExactly("101 idle");
        publish(102, "busy");
        pass(HALF);
        assertThat(recorder.take()).containsExactly("102 idle");
    }

    @Test
    void aChannelThatHadSomethingWaitsHalfOfTheTimeFromThereOn() {
        Recorder recorder = subscribe("t", null);
        pass(HALF - 1);
        publish(101, "t");
        publish(102, "busy");
        pass(HALF - 1);
        assertThat(recorder.take()).containsExactly("at 100 fresh", "101");
        pass(1);
        assertThat(recorder.take()).containsExactly("102 idle");
    }

    @Test
    void nothingIsSentWhileTheWholeHubIsIdle() {
        Recorder recorder = subscribe("t", null);
        pass(HALF);
        pass(TTL);
        assertThat(recorder.take()).containsExactly("at 100 fresh");
        publish(101, "busy");
        pass(HALF - 1);
        assertThat(recorder.take()).isEmpty();
        pass(1);
        assertThat(recorder.take()).containsExactly("101 idle");
    }

    @Test
    void whoRecoversNothingHasTheNewestPositionFromThereOn() {
        publish(101, "busy");
        Recorder recorder = subscribe("t", 100);
        publish(102, "busy");
        pass(HALF - 1);
        assertThat(recorder.take()).containsExactly("at 101 recovered []");
        pass(1);
        assertThat(recorder.take()).containsExactly("102 idle");
    }

    @Test
    void whoRecoversSomethingOldGetsANewPositionWhenThatIsHalfTheTimeOld() {
        publish(101, "t");
        now += HALF - 10;
        publish(102, "busy");
        Recorder recorder = subscribe("t", 100);
        pass(9);
        assertThat(recorder.take()).containsExactly("at 102 recovered [101]");
        pass(1);
        assertThat(recorder.take()).containsExactly("102 idle");
    }

    @Test
    void whoHasTheNewestPositionAlreadyIsNotToldAgainForTheSakeOfAnother() {
        publish(101, "busy");
        publish(102, "t");
        now += HALF - 1;
        publish(103, "busy");
        Recorder present = subscribe("t", null);
        Recorder returned = subscribe("t", 101);
        pass(1);
        assertThat(present.take()).containsExactly("at 103 fresh");
        assertThat(returned.take()).containsExactly("at 103 recovered [102]", "103 idle");
    }

    @Test
    void positionsAreInNoLog() {
        Recorder recorder = subscribe("t", null);
        publish(101, "busy");
        pass(HALF);
        assertThat(recorder.take()).containsExactly("at 100 fresh", "101 idle");
        assertThat(subscribe("t", 100).take()).containsExactly("at 101 recovered []");
        assertThat(core.stats(0).publications()).isEqualTo(1);
    }

    @Test
    void publicationsAfterAPositionAreDelivered() {
        Recorder recorder = subscribe("t", null);
        publish(101, "busy");
        pass(HALF);
        publish(102, "t");
        assertThat(recorder.take()).containsExactly("at 100 fresh", "101 idle", "102");
    }
}
