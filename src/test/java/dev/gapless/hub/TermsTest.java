package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Outcome.Duplicate;
import dev.gapless.hub.Outcome.Placed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which publications topics take in. */
class TermsTest extends CoreFixture {
    private static final long COUNTS = Keys.COUNTS_MILLIS;

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    private static Terms key(String key) {
        return new Terms(false, key, null);
    }

    private static Terms version(long number, String epoch) {
        return new Terms(false, null, new Version(number, epoch));
    }

    @Test
    void theSecondWithAKeyIsAnsweredLikeTheFirstAndHeardByNobody() {
        Recorder recorder = subscribe("t", null);
        assertThat(publish(101, key("k"), "t")).containsExactly(new Placed(101));
        assertThat(publish(102, key("other"), "t")).containsExactly(new Placed(102));
        assertThat(publish(103, key("k"), "t")).containsExactly(new Duplicate(101));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "102");
        assertThat(subscribe("t", 100).heard).containsExactly("at 103 recovered [101, 102]");
    }

    @Test
    void aKeyCountsForEachTopicByItself() {
        publish(101, key("k"), "a");
        assertThat(publish(102, key("k"), "a", "b")).containsExactly(new Duplicate(101), new Placed(102));
        assertThat(publish(103, key("k"), "b")).containsExactly(new Duplicate(102));
    }

    @Test
    void aKeyCountsForFiveMinutesOfTheTimesOfPublicationsWhateverTheClockSays() {
        publish(101, key("k"), "t");
        long first = now;
        now = 0;
        assertThat(publishAt(102, first + COUNTS - 1)).containsExactly(new Duplicate(101));
        assertThat(publishAt(103, first + COUNTS)).containsExactly(new Placed(103));
        assertThat(publishAt(104, first + COUNTS)).containsExactly(new Duplicate(103));
    }

    @Test
    void timesThatGoBackForgetNoKey() {
        publishAt(101, 1_000_000);
        publishAt(102, 1_000_000 + COUNTS + 1); // counts no more, and begins anew
        assertThat(publishAt(103, 1_000_000)).containsExactly(new Duplicate(102));
    }

    private List<Outcome> publishAt(long offset, long timeMillis) {
        Publication publication = new Publication(offset, timeMillis, new byte[0]);
        return place(new Publish(publication, List.of("t"), key("k"), Changes.NONE));
    }

    @Test
    void whatKeysTakeIsBoundedAndTheFirstIsForgottenFirst() {
        String letters = "x".repeat(100);
        for (int i = 0; i < 10; i++) {
            publish(101 + i, key(i + letters), "t");
        }
        int kept = (int) (MAX_BYTES / HubCore.KEYS_PART / (Keys.OVERHEAD + 1 + 101));
        assertThat(publish(201, key(10 - kept + letters), "t")).hasOnlyElementsOfType(Duplicate.class);
        assertThat(publish(202, key(9 - kept + letters), "t")).hasOnlyElementsOfType(Placed.class);
    }

    @Test
    void keysAreForgottenWhenTheyCountNoMore() {
        Keys keys = new Keys(1_000_000);
        keys.add("t", "a", 101, 0);
        keys.add("t", "b", 102, 1);
        keys.expire(2 * COUNTS - 1);
        assertThat(keys.size()).isEqualTo(2);
        keys.expire(2 * COUNTS);
        assertThat(keys.size()).isEqualTo(1);
        assertThat(keys.find("t", "b", COUNTS)).isEqualTo(102);
    }

    @Test
    void aKeyOfAPublicationThatNobodyKeepsCountsToo() {
        Recorder recorder = subscribe("typing", null);
        assertThat(publish(101, key("k"), "typing")).containsExactly(new Placed(0));
        assertThat(publish(102, key("k"), "typing")).containsExactly(new Duplicate(0));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "(101)");
    }

    @Test
    void aVersionThatIsNotNewerIsDroppedAndThePositionGoesOn() {
        Recorder recorder = subscribe("t", null);
        assertThat(publish(101, version(5, ""), "t")).containsExactly(new Placed(101));
        publish(102, "t");
        assertThat(publish(103, version(5, ""), "t")).containsExactly(new Duplicate(102));
        assertThat(publish(104, version(4, ""), "t")).containsExactly(new Duplicate(102));
        assertThat(publish(105, version(6, ""), "t")).containsExactly(new Placed(105));
        assertThat(recorder.heard).containsExactly("at 100 fresh", "101", "102", "105");
        assertThat(core.position()).isEqualTo(new StreamPosition(105, EPOCH));
    }

    @Test
    void aVersionOfAnotherEpochIsNotCompared() {
        publish(101, version(5, "a"), "t");
        assertThat(publish(102, version(1, "b"), "t")).containsExactly(new Placed(102));
        assertThat(publish(103, version(1, "b"), "t")).containsExactly(new Duplicate(102));
        assertThat(publish(104, version(1, "a"), "t")).containsExactly(new Placed(104));
    }

    @Test
    void aVersionOutlivesTheLogAndCountsAsLongAsThatMightHaveHeldIt() {
        publish(101, version(5, ""), "t");
        remove(102, "t");
        pass(TTL - 1);
        assertThat(publish(103, version(5, ""), "t")).containsExactly(new Duplicate(101));
        pass(1);
        assertThat(publish(104, version(5, ""), "t")).containsExactly(new Placed(104));
        assertThat(publish(105, version(5, ""), "t")).containsExactly(new Duplicate(104));
    }

    @Test
    void whereLittleIsHeldAVersionCountsAsLongAsAKeyByTheTimesOfPublications() {
        publish(101, version(5, ""), "short");
        long first = now;
        now = 0;
        assertThat(versionAt(102, first + COUNTS - 1)).containsExactly(new Duplicate(101));
        assertThat(versionAt(103, first + COUNTS)).containsExactly(new Placed(103));
    }

    private List<Outcome> versionAt(long offset, long timeMillis) {
        Publication publication = new Publication(offset, timeMillis, new byte[0]);
        return place(new Publish(publication, List.of("short"), version(5, ""), Changes.NONE));
    }

    @Test
    void aVersionSaysNothingWhereNothingIsKept() {
        publish(101, version(5, ""), "typing");
        assertThat(publish(102, version(5, ""), "typing")).containsExactly(new Placed(0));
        publish(103, version(5, ""), "t");
        assertThat(publish(104, new Terms(true, null, new Version(4, "")), "t")).containsExactly(new Placed(0));
    }

    @Test
    void aKeyWhoseVersionCameTooLateIsAnsweredTheSameWayAgain() {
        publish(101, version(5, ""), "t");
        Terms late = new Terms(false, "k", new Version(5, ""));
        assertThat(publish(102, late, "t")).containsExactly(new Duplicate(101));
        publish(103, "t");
        assertThat(publish(104, late, "t")).containsExactly(new Duplicate(101));
    }

    @Test
    void aNewOrderKnowsNoKeysAndNoVersions() {
        publish(101, new Terms(false, "k", new Version(5, "")), "t");
        begin(101);
        assertThat(publish(102, new Terms(false, "k", new Version(5, "")), "t")).containsExactly(new Placed(102));
    }

    @Test
    void aReplayComesToTheSameOutcomes() {
        List<Outcome> first = story();
        begin(100);
        assertThat(story()).isEqualTo(first);
    }

    private List<Outcome> story() {
        List<Outcome> outcomes = new ArrayList<>(publish(101, key("k"), "a", "b"));
        outcomes.addAll(publish(102, version(2, ""), "a"));
        outcomes.addAll(publish(103, key("k"), "b", "c"));
        outcomes.addAll(publish(104, version(1, ""), "a", "b"));
        return outcomes;
    }
}
