package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Outcome.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publications that no log holds: they reach those who are there, and move nobody's position. */
class EphemeralTest extends CoreFixture {
    private static final Terms SKIPPING = new Terms(true, null, null);

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    @Test
    void whatATopicWithoutALogSaysIsHeardByThoseWhoListenAndByNobodyLater() {
        Recorder recorder = subscribe("typing", null);
        assertThat(publish(101, Terms.NONE, "typing")).containsExactly(new Placed(0));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "(101)");
        assertThat(subscribe("typing", 100).heard).containsExactly("at 101 recovered []");
    }

    @Test
    void whatSkipsTheHistoryIsHeardByThoseWhoListenAndByNobodyLater() {
        Recorder recorder = subscribe("t", null);
        publish(101, "t");
        assertThat(publish(102, SKIPPING, "t")).containsExactly(new Placed(0));
        publish(103, "t");
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "(102)", "103");
        assertThat(subscribe("t", 100).heard).containsExactly("at 103 recovered [101, 103]");
    }

    @Test
    void aPublicationThatOneTopicOfAChannelKeepsMovesThePositionWhicheverOfThemComesFirst() {
        know("personal:1", "fleeting", "t", "typing");
        Recorder both = subscribe("personal:1", null);
        Recorder one = subscribe("fleeting", null);
        assertThat(publish(101, Terms.NONE, "fleeting", "t", "typing"))
                .containsExactly(new Placed(0), new Placed(101), new Placed(0));
        assertThat(both.heard).containsExactly("at 100 fresh", "101");
        assertThat(one.heard).containsExactly("at 100 fresh", "(101)");
    }

    @Test
    void whoHadNothingElseForHalfOfTheTimeGetsThePositionAllTheSame() {
        know("personal:1", "t", "typing");
        Recorder recorder = subscribe("personal:1", null);
        pass(TTL / 2 - 1);
        publish(101, "typing");
        pass(1);
        assertThat(recorder.heard).containsExactly("at 100 fresh", "(101)", "101 idle");
        pass(TTL);
        assertThat(recorder.heard).hasSize(3);
    }

    @Test
    void topicsWithoutALogTakeNoMemory() {
        Recorder recorder = subscribe("typing", null);
        for (int i = 1; i <= 1_000; i++) {
            publish(100 + i, List.of("typing", "fleeting"));
        }
        core.unsubscribe("typing", recorder);
        assertThat(core.stats(0).topics()).isZero();
        assertThat(core.stats(0).publications()).isZero();
    }

    @Test
    void theBytesAreThoseOfTheOthers() {
        byte[] data = {1};
        List<Publication> heard = new ArrayList<>();
        Subscriber keeper = new Subscriber() {
            @Override
            public void subscribed(StreamPosition position, Recovery recovery) {}

            @Override
            public void published(Publication publication) {
                heard.add(publication);
            }

            @Override
            public void interrupted() {}

            @Override
            public void unavailable() {}
        };
        ClientInfo info = new ClientInfo("42", "c", null, null);
        core.subscribe("typing", keeper, null, null);
        load(Map.of());
        publish(new Publication(101, now, data, false, info, Map.of("k", "v"), List.of()), List.of("typing"));
        Publication publication = heard.getFirst();
        assertThat(publication.data()).isSameAs(data);
        assertThat(publication.isJson()).isFalse();
        assertThat(publication.info()).isSameAs(info);
        assertThat(publication.tags()).containsEntry("k", "v");
        assertThat(publication.offset()).isEqualTo(101);
        assertThat(publication.timeMillis()).isEqualTo(now);
    }
}
