package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlotTrailTest {

    @Property
    void nothingYoungerThanTheWindowIsGivenUpAndNothingMuchOlderIsKept(
            @ForAll @Size(min = 1, max = 500) List<@IntRange(min = 0, max = 2000) Integer> gaps) {
        SlotTrail trail = new SlotTrail(Duration.ofSeconds(10));
        trail.begin(1);
        long now = 0;
        long[] times = new long[gaps.size()];
        for (int i = 0; i < times.length; i++) {
            now += gaps.get(i);
            times[i] = now;
            trail.reached(now, 100 + i);
            long confirmed = trail.confirmable(now);
            for (int j = 0; j <= i; j++) {
                if (times[j] > now - 10_000) {
                    assertThat(confirmed).isLessThan(100 + j);
                }
                // samples are a hundredth of the window apart, and no further than the readings themselves
                if (j > 0 && times[j] <= now - 10_000) {
                    int last = j;
                    long bound = times[last] - 100;
                    int kept = 0;
                    while (kept < last && times[kept + 1] <= bound) {
                        kept++;
                    }
                    assertThat(confirmed).isGreaterThanOrEqualTo(times[kept] <= bound ? 100 + kept : 1);
                }
            }
        }
    }

    @Example
    void aTrailThatBeginsAnewForgets() {
        SlotTrail trail = new SlotTrail(Duration.ofSeconds(1));
        trail.begin(1);
        trail.reached(0, 500);
        trail.begin(7);
        assertThat(trail.confirmable(1_000_000)).isEqualTo(7);
    }
}
