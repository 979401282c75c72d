package dev.gapless.hub;

import java.util.List;

/** What the hub answers to the question what a channel's topics hold. */
public sealed interface History {

    /**
     * What was asked for, as far as it is still held.
     *
     * @param publications in offset order, or the newest first if it was asked for so
     * @param position of the channel: of its newest publication, held or not, if the hub knows one, else the hub's own
     */
    record Page(List<Publication> publications, StreamPosition position) implements History {
        public Page {
            publications = List.copyOf(publications);
        }
    }

    /**
     * The asked position belongs to another order of publications.
     *
     * @param position of the channel, as above
     */
    record Unrecoverable(StreamPosition position) implements History {}

    /** The question could not be answered for want of a part that should come back soon. */
    record Unavailable() implements History {}
}
