package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = THEN.plusSeconds(1);

    private final Set<String> here = new HashSet<>();
    private final List<Map<Long, Instant>> written = new ArrayList<>();
    private boolean broken;
    private Instant now = THEN;
    private final Departures departures = new Departures(here::contains, this::store, () -> now);

    private void store(Map<Long, Instant> seen) {
        if (broken) {
            throw new IllegalStateException("no database");
        }
        written.add(Map.copyOf(seen));
    }

    @Test
    void allWhoHaveGoneAreWrittenTogetherAndOnce() {
        departures.gone("1");
        now = LATER;
        departures.gone("2");

        departures.write();
        departures.write();

        assertThat(written).containsExactly(Map.of(1L, THEN, 2L, LATER));
    }

    @Test
    void whoIsBackHasNotGone() {
        departures.gone("1");
        here.add("1");

        departures.write();
        here.remove("1");
        departures.write();

        assertThat(written).isEmpty();
    }

    @Test
    void whoGoesAgainWhileItIsWrittenIsWrittenAgain() {
        Departures interrupted = new Departures(here::contains, this::goAgain, () -> now);
        again = interrupted;
        interrupted.gone("1");

        interrupted.write();
        interrupted.write();

        assertThat(written).containsExactly(Map.of(1L, THEN), Map.of(1L, LATER));
    }

    private Departures again = departures;

    private void goAgain(Map<Long, Instant> seen) {
        written.add(Map.copyOf(seen));
        if (now.equals(THEN)) {
            now = LATER;
            again.gone("1");
        }
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        departures.gone("1");
        broken = true;
        assertThatThrownBy(departures::write).hasMessage("no database");

        broken = false;
        departures.write();

        assertThat(written).containsExactly(Map.of(1L, THEN));
    }

    @Test
    void usersThatCanBeNoneOfOursAreNotNoted() {
        for (String other : List.of("", "x", "0", "-1", "01", "1.5", "٣", "9999999999999999999")) {
            departures.gone(other);
        }

        departures.write();

        assertThat(written).isEmpty();
    }

    @Test
    void whatWaitsIsBoundedAndWrittenInParts() {
        for (int user = 1; user <= Departures.MOST_WAITING + 10; user++) {
            departures.gone(Integer.toString(user));
        }

        departures.write();
        assertThat(written).singleElement().satisfies(batch -> assertThat(batch).hasSize(Departures.MOST_AT_A_TIME));
        while (written.size() < Departures.MOST_WAITING / Departures.MOST_AT_A_TIME) {
            departures.write();
        }
        departures.write();

        assertThat(written.stream().mapToInt(Map::size).sum()).isEqualTo(Departures.MOST_WAITING);
    }

    @Test
    void whatWaitsIsWrittenBeforeItStops() {
        departures.start();
        departures.gone("1");

        departures.stop();

        assertThat(written).containsExactly(Map.of(1L, THEN));
    }
}
