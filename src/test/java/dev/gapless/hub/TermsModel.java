package dev.gapless.hub;

import static java.util.Objects.requireNonNull;

import dev.gapless.hub.Outcome.Duplicate;
import dev.gapless.hub.Outcome.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What becomes of a publication in a topic, judged by all that was ever said there. */
final class TermsModel {
    private record Seen(String topic, String key, long time, long offset) {
        long bytes() {
            return (long) Keys.OVERHEAD + topic.length() + key.length();
        }
    }

    private final Predicate<String> keeps;
    private final long maxBytes;
    private final List<Seen> seen = new ArrayList<>();
    private final Map<String, Publication> versioned = new HashMap<>();
    private final Map<String, Version> versions = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();

    TermsModel(Predicate<String> keeps, long maxBytes) {
        this.keeps = keeps;
        this.maxBytes = maxBytes;
    }

    void clear() {
        seen.clear();
        versions.clear();
        versioned.clear();
        newest.clear();
    }

    Outcome judge(String topic, Publication publication, Terms terms) {
        String key = terms.idempotencyKey();
        Seen former = former(topic, key, publication.timeMillis());
        if (former != null) {
            return new Duplicate(former.offset());
        }
        Outcome outcome = place(topic, publication, terms);
        if (key != null) {
            seen.removeIf(each -> each.topic().equals(topic) && each.key().equals(key));
            seen.add(new Seen(topic, key, publication.timeMillis(), outcome.offset()));
            while (seen.stream().mapToLong(Seen::bytes).sum() > maxBytes) {
                seen.removeFirst();
            }
        }
        return outcome;
    }

    private @Nullable Seen former(String topic, @Nullable String key, long time) {
        return seen.stream()
                .filter(each -> each.topic().equals(topic) && each.key().equals(key) && time - each.time() < 300_000)
                .findAny()
                .orElse(null);
    }

    private Outcome place(String topic, Publication publication, Terms terms) {
        if (terms.skipHistory() || !keeps.test(topic)) {
            return new Placed(0);
        }
        Version version = terms.version();
        Version last = versions.get(topic);
        if (version != null
                && last != null
                && last.epoch().equals(version.epoch())
                && last.number() >= version.number()
                && publication.timeMillis()
                                - requireNonNull(versioned.get(topic)).timeMillis()
                        < 300_000) {
            return new Duplicate(newest.getOrDefault(topic, 0L));
        }
        if (version != null) {
            versions.put(topic, version);
            versioned.put(topic, publication);
        }
        newest.put(topic, publication.offset());
        return new Placed(publication.offset());
    }
}
