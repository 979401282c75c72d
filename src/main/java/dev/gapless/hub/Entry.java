package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/** A publication in a topic's log. All entries of a hub stand in one line, the oldest first: see {@link Topics}. */
final class Entry {
    /** What an entry takes besides the payload, about: itself, its publication and its places. */
    static final int OVERHEAD = 96;

    final Topic topic;
    final Publication publication;

    /** The neighbours in the line; only {@link Topics} uses them. */
    @Nullable Entry older;

    @Nullable Entry newer;

    Entry(Topic topic, Publication publication) {
        this.topic = topic;
        this.publication = publication;
    }

    long bytes() {
        return (long) OVERHEAD + publication.data().length;
    }
}
