package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/** A publication in a topic's log, and its place in a {@link Line}. */
final class Entry {
    /** What an entry takes besides what is sent of it, about: itself, its publication and its places. */
    static final int OVERHEAD = 96;

    final Topic topic;
    final Publication publication;
    private final int bytes;

    /** The neighbours in the line; only the line uses them. */
    @Nullable Entry older;

    @Nullable Entry newer;

    Entry(Topic topic, Publication publication) {
        this.topic = topic;
        this.publication = publication;
        this.bytes = OVERHEAD + publication.bytes();
    }

    int bytes() {
        return bytes;
    }
}
