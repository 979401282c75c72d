package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/** A publication in a topic's log, and its place in a {@link Line}. */
class Entry {
    /** What an entry takes besides what is sent of it, about: itself, its publication and its places. */
    static final int OVERHEAD = 96;

    final Topic topic;

    /** Of the same offset and time for ever. */
    Publication publication;

    private int bytes;

    /** The neighbours in the line; only the line uses them. */
    @Nullable Entry older;

    @Nullable Entry newer;

    Entry(Topic topic, Publication publication) {
        this(topic, publication, 0);
    }

    /** @param more what it takes besides, about, in bytes */
    Entry(Topic topic, Publication publication, int more) {
        this.topic = topic;
        this.publication = publication;
        this.bytes = OVERHEAD + more + publication.bytes();
    }

    int bytes() {
        return bytes;
    }

    /** Holds another publication in place of this one; by how many bytes it has grown. */
    int replace(Publication other) {
        int growth = other.bytes() - publication.bytes();
        publication = other;
        bytes += growth;
        return growth;
    }
}
