package dev.gapless.hub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A publication as the model remembers it: a text in parts, of which some can be redacted, and who keeps it. */
final class ModelEvent {
    /** @param key of a passage; null for what stands between passages */
    record Part(@Nullable String key, String text) {}

    final long offset;
    final long time;

    /** The topics that keep it. */
    final Set<String> topics;

    private List<Part> parts;

    ModelEvent(long offset, long time, Set<String> topics, List<Part> parts) {
        this.offset = offset;
        this.time = time;
        this.topics = topics;
        this.parts = List.copyOf(parts);
    }

    /** Says the same to the hub, as far as it is known now. */
    Publication publication() {
        return publication(offset, time, parts);
    }

    static Publication publication(long offset, long time, List<Part> parts) {
        StringBuilder text = new StringBuilder();
        List<Passage> passages = new ArrayList<>();
        for (Part part : parts) {
            int start = text.length();
            text.append(part.text());
            if (part.key() != null) {
                passages.add(new Passage(part.key(), start, text.length()));
            }
        }
        byte[] data = text.toString().getBytes(StandardCharsets.US_ASCII);
        return new Publication(offset, time, data, true, null, Map.of(), passages);
    }

    void redact(Redaction redaction) {
        String text = new String(redaction.replacement(), StandardCharsets.US_ASCII);
        parts = parts.stream()
                .map(part -> redaction.key().equals(part.key()) ? new Part(part.key(), text) : part)
                .toList();
    }

    List<Part> parts() {
        return parts;
    }

    /** By how many keys it can be found. */
    long keys() {
        return parts.stream().map(Part::key).filter(Objects::nonNull).distinct().count();
    }

    /** What an entry takes that holds it. */
    long bytes() {
        long bytes = Entry.OVERHEAD;
        for (Part part : parts) {
            String key = part.key();
            bytes += part.text().length() + (key == null ? 0 : Passages.PER_PASSAGE + key.length());
        }
        return bytes;
    }
}
