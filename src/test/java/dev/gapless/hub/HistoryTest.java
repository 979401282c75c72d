package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.History.Page;
import dev.gapless.hub.History.Unavailable;
import dev.gapless.hub.History.Unrecoverable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of what a channel's topics hold. */
class HistoryTest extends CoreFixture {
    private static final int ALL = -1;

    @BeforeEach
    void anOrderBegins() {
        begin(100);
    }

    private String ask(String channel, @Nullable StreamPosition since, int limit, boolean reverse) {
        List<History> answers = new ArrayList<>();
        core.history(channel, since, limit, reverse, answers::add);
        load(Map.of());
        assertThat(answers).hasSize(1);
        return told(answers.getFirst());
    }

    private static String told(History history) {
        return switch (history) {
            case Page page ->
                page.publications().stream().map(Publication::offset).toList() + " at "
                        + page.position().offset();
            case Unrecoverable unrecoverable ->
                "unrecoverable at " + unrecoverable.position().offset();
            case Unavailable unavailable -> "unavailable";
        };
    }

    private String ask(long since, int limit, boolean reverse) {
        return ask("t", new StreamPosition(since, EPOCH), limit, reverse);
    }

    @Test
    void allThatIsHeldIsToldFromEitherEnd() {
        publish(101, "t");
        publish(102, "t");
        publish(103, "other");
        assertThat(ask("t", null, ALL, false)).isEqualTo("[101, 102] at 102");
        assertThat(ask("t", null, ALL, true)).isEqualTo("[102, 101] at 102");
        assertThat(ask("t", null, 1, false)).isEqualTo("[101] at 102");
        assertThat(ask("t", null, 1, true)).isEqualTo("[102] at 102");
    }

    @Test
    void aLimitOfZeroIsForThePositionAlone() {
        publish(101, "t");
        assertThat(ask("t", null, 0, false)).isEqualTo("[] at 101");
    }

    @Test
    void aChannelOfWhichNothingIsKnownIsWhereTheHubIs() {
        publish(101, "t");
        assertThat(ask("never heard of", null, ALL, false)).isEqualTo("[] at 101");
        assertThat(core.stats(0).topics()).isEqualTo(1);
    }

    @Test
    void aPositionIsWhereTheTellingBegins() {
        publish(101, "t");
        publish(103, "t");
        publish(105, "t");
        assertThat(ask(101, ALL, false)).isEqualTo("[103, 105] at 105");
        assertThat(ask(102, 1, false)).isEqualTo("[103] at 105");
        assertThat(ask(105, ALL, false)).isEqualTo("[] at 105");
        assertThat(ask(105, ALL, true)).isEqualTo("[103, 101] at 105");
        assertThat(ask(104, 1, true)).isEqualTo("[103] at 105");
        assertThat(ask(101, ALL, true)).isEqualTo("[] at 105");
        assertThat(ask(1_000, ALL, false)).isEqualTo("[] at 105");
        assertThat(ask(1_000, ALL, true)).isEqualTo("[105, 103, 101] at 105");
    }

    @Test
    void thePositionOfAnotherOrderIsUnrecoverableAndNoEpochFitsAll() {
        publish(101, "t");
        assertThat(ask("t", new StreamPosition(100, "f"), ALL, false)).isEqualTo("unrecoverable at 101");
        assertThat(ask("t", new StreamPosition(0, ""), ALL, false)).isEqualTo("[101] at 101");
    }

    @Test
    void whatWasDroppedIsNotToldAndThePositionStays() {
        publish(101, "t");
        publish(102, "t");
        now += TTL;
        assertThat(ask("t", null, ALL, false)).isEqualTo("[] at 102");
        publish(103, "t");
        remove(104, "t");
        assertThat(ask(101, ALL, false)).isEqualTo("[] at 103");
    }

    @Test
    void severalTopicsAreToldAsOneStream() {
        know("personal:1", "a", "b", "typing");
        publish(101, "a", "b");
        publish(102, "b");
        publish(103, "a");
        publish(104, "typing");
        assertThat(ask("personal:1", null, ALL, false)).isEqualTo("[101, 102, 103] at 103");
        assertThat(ask("personal:1", null, 2, true)).isEqualTo("[103, 102] at 103");
    }

    @Test
    void aPageHasNoMoreThanARecoveryHandsOutAndNoMoreBytesUnlessItIsOne() {
        know("personal:1", "a", "b");
        publish(101, "a");
        publish(102, "a");
        publish(103, "b");
        publish(104, "b");
        assertThat(ask("personal:1", null, ALL, false)).isEqualTo("[101, 102, 103] at 104");
        assertThat(ask("personal:1", null, 100, true)).isEqualTo("[104, 103, 102] at 104");
        publishLarge(105, 600, "t");
        publishLarge(106, 400, "t");
        publishLarge(107, 2_000, "t");
        assertThat(ask("t", null, ALL, false)).isEqualTo("[105, 106] at 107");
        assertThat(ask("t", null, ALL, true)).isEqualTo("[107] at 107");
    }

    @Test
    void theAnswerWaitsForTheOrderAndForWhatTheChannelFollows() {
        CoreFixture young = new CoreFixture();
        List<History> answers = new ArrayList<>();
        young.core.history("personal:1", null, ALL, false, answers::add);
        young.begin(100);
        young.publish(101, "room:7");
        assertThat(answers).isEmpty();
        assertThat(young.core.stats(0).waiting()).isEqualTo(1);
        young.load(Map.of("personal:1", Set.of("room:7")));
        assertThat(told(answers.getFirst())).isEqualTo("[101] at 101");
        young.pass(TTL);
        assertThat(young.core.stats(0).waiting()).isZero();
    }

    @Test
    void withoutAnAnswerOfTheLoaderItIsUnavailable() {
        List<History> answers = new ArrayList<>();
        core.history("t", null, ALL, false, answers::add);
        core.loadFailed(nextLoad());
        pass(WaitingRoom.PATIENCE_MILLIS);
        assertThat(answers).containsExactly(new Unavailable());
        assertThat(core.stats(0)).isEqualTo(new HubStats(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void whoFailsWhenItIsAnsweredHarmsNobody() {
        core.history("t", null, ALL, false, answer -> {
            throw new IllegalStateException("failing on purpose");
        });
        load(Map.of());
        assertThat(ask("t", null, ALL, false)).isEqualTo("[] at 100");
    }
}
