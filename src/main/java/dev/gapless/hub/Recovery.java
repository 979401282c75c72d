package dev.gapless.hub;

import java.util.List;

/** What the hub answers to a subscriber that says how far it had come. */
public sealed interface Recovery {

    /** The subscriber asked for nothing: it begins at the present. */
    record NotAsked() implements Recovery {}

    /**
     * Continuity is proven.
     *
     * @param missed all publications after the asked position, in offset order; may be empty
     */
    record Recovered(List<Publication> missed) implements Recovery {}

    /** Continuity cannot be proven; the subscriber begins at the present and has to load its state anew. */
    record StateLost(Reason reason) implements Recovery {}

    /** Why a state is lost. */
    enum Reason {
        /** The position belongs to another order of publications. */
        EPOCH,
        /** The log no longer reaches back to the position. */
        TOO_OLD,
        /** More was missed, in number or in bytes, than the hub hands out at once. */
        TOO_MANY,
        /** The position lies ahead of this server, which did not get there in time. */
        AHEAD
    }
}
