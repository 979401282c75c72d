package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.hub.StreamPosition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RecentEventsTest {

    /** Ids on both sides of where their lower half wraps around, in an order of commits of its own. */
    @Property
    void thePositionIsTheNewestWithNothingUnseenBeforeIt(
            @ForAll @Size(max = 30) Set<@LongRange(min = -20, max = 20) Long> committed,
            @ForAll @Size(max = 5) Set<@LongRange(min = -20, max = 20) Long> running,
            @ForAll @LongRange(min = -21, max = 21) long xmax,
            @ForAll @LongRange(min = 0, max = 300) long newest) {
        long wrap = 3L << 32;
        List<Long> commits = List.copyOf(committed);
        Set<Long> open = running.stream().filter(id -> id < xmax).collect(Collectors.toSet());
        long xmin = open.stream().mapToLong(Long::longValue).min().orElse(xmax);
        Snapshot snapshot = Snapshot.parse((wrap + xmin) + ":" + (wrap + xmax) + ":"
                + open.stream().map(id -> Long.toString(wrap + id)).collect(Collectors.joining(",")));

        RecentEvents recent = new RecentEvents();
        recent.begin(new StreamPosition(0, "e"));
        for (int i = 0; i < commits.size(); i++) {
            recent.add(10L * (i + 1), (int) (wrap + commits.get(i)));
        }
        long position =
                recent.visible(new StreamPosition(newest, "e"), snapshot).offset();

        long expected = LongStream.range(0, commits.size())
                .filter(i -> {
                    long id = commits.get((int) i);
                    return id >= xmax || open.contains(id);
                })
                .map(i -> 10 * (i + 1) - 1)
                .filter(offset -> offset < newest)
                .findFirst()
                .orElse(newest);
        assertThat(position).isEqualTo(expected);
    }

    /** The search has to go back to where it began, through several strides. */
    @Example
    void aTransactionThatHasBeenWritingForLongIsNotOverlooked() {
        RecentEvents recent = new RecentEvents();
        recent.begin(new StreamPosition(0, "e"));
        int behind = 3 * RecentEvents.STRIDE;
        recent.add(1, 90);
        recent.add(2, 5_000_000);
        recent.add(3, 91);
        for (int i = 0; i < behind; i++) {
            recent.add(4 + i, 1_000 + i);
        }
        Snapshot snapshot = new Snapshot(100, 4_000_000, new long[] {100});
        assertThat(recent.visible(recent.position(), snapshot).offset()).isEqualTo(1);
        Snapshot later = new Snapshot(100, 6_000_000, new long[] {100});
        assertThat(recent.visible(recent.position(), later).offset())
                .isEqualTo(recent.position().offset());
    }

    @Example
    void aSnapshotOlderThanAllThatIsKnownIsRefusedRatherThanGuessedAt() {
        RecentEvents recent = new RecentEvents();
        recent.begin(new StreamPosition(0, "e"));
        for (int i = 1; i <= RecentEvents.SIZE + 10; i++) {
            recent.add(i, i);
        }
        Snapshot old = new Snapshot(5, 5, new long[0]);
        assertThatThrownBy(() -> recent.visible(recent.position(), old)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> recent.visible(new StreamPosition(4, "e"), old))
                .isInstanceOf(IllegalStateException.class);
        Snapshot young = new Snapshot(RecentEvents.SIZE, RecentEvents.SIZE, new long[0]);
        assertThat(recent.visible(recent.position(), young).offset()).isEqualTo(RecentEvents.SIZE - 1);
    }

    @Example
    void thereIsNoPositionBeforeTheStart() {
        assertThatThrownBy(() -> new RecentEvents().position()).isInstanceOf(IllegalStateException.class);
    }
}
