package dev.gapless.hub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which entries of the logs have which passages, so that a redaction looks only at what it is about. An entry stands here
 * exactly as long as in its log, and what it takes here counts as its own bytes: so this is bounded with the logs.
 */
final class Passages {
    /** What a passage takes besides the letters of its key, about: itself, and its place here. */
    static final int PER_PASSAGE = 224;

    /** An entry whose publication has passages. Others, nearly all, need not know of this. */
    static final class Marked extends Entry {
        private final Place[] places;

        private Marked(Topic topic, Publication publication, Set<String> keys, int more) {
            super(topic, publication, more);
            this.places = new Place[keys.size()];
            int i = 0;
            for (String key : keys) {
                places[i++] = new Place(this, key);
            }
        }

        static Marked of(Topic topic, Publication publication) {
            int more = 0;
            Set<String> keys = new HashSet<>();
            for (Passage passage : publication.passages()) {
                more += PER_PASSAGE + passage.key().length();
                keys.add(passage.key());
            }
            return new Marked(topic, publication, keys, more);
        }
    }

    /** An entry's place among those with the same key. */
    private static final class Place extends Bag.Item {
        final Marked entry;
        final String key;

        Place(Marked entry, String key) {
            this.entry = entry;
            this.key = key;
        }
    }

    private final Map<String, Bag<Place>> byKey = new HashMap<>();
    private int size;

    /** How many places there are: one for each entry and key. */
    int size() {
        return size;
    }

    void clear() {
        byKey.clear();
        size = 0;
    }

    void add(Marked entry) {
        for (Place place : entry.places) {
            byKey.computeIfAbsent(place.key, key -> new Bag<>()).add(place);
        }
        size += entry.places.length;
    }

    void remove(Marked entry) {
        for (Place place : entry.places) {
            Bag<Place> places = Objects.requireNonNull(byKey.get(place.key));
            places.remove(place);
            if (places.isEmpty()) {
                byKey.remove(place.key);
            }
        }
        size -= entry.places.length;
    }

    /** Replaces the passages, once in a publication that stands in several logs; by how many bytes these have grown. */
    long redact(Redaction redaction) {
        Bag<Place> places = byKey.get(redaction.key());
        if (places == null) {
            return 0;
        }
        long growth = 0;
        Map<Publication, Publication> redacted = new HashMap<>(); // publications are equal only to themselves
        for (int i = 0; i < places.size(); i++) {
            Entry entry = places.get(i).entry;
            growth += entry.replace(redacted.computeIfAbsent(entry.publication, former -> former.redact(redaction)));
        }
        return growth;
    }
}
