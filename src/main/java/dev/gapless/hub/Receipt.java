package dev.gapless.hub;

import java.util.List;

/**
 * That the hub has come to a place of the order and done what the log says there.
 *
 * @param position the place
 * @param outcomes what became of the publication in each of its topics, in the order in which these were named
 */
public record Receipt(StreamPosition position, List<Outcome> outcomes) {
    public Receipt {
        outcomes = List.copyOf(outcomes);
    }
}
