package dev.gapless.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Which publications all topics together still hold, age aside, counted out anew after each one that is added. */
final class HeldModel {
    private record Held(String topic, ModelEvent event) {
        long offset() {
            return event.offset;
        }
    }

    private final Function<String, Retention> retention;
    private final long maxBytes;
    private final List<Held> held = new ArrayList<>();

    HeldModel(Function<String, Retention> retention, long maxBytes) {
        this.retention = retention;
        this.maxBytes = maxBytes;
    }

    void clear() {
        held.clear();
    }

    void add(ModelEvent event, long now) {
        for (String topic : event.topics) {
            List<Held> ofTopic =
                    held.stream().filter(other -> other.topic().equals(topic)).toList();
            if (ofTopic.size() == retention.apply(topic).size()) {
                held.remove(ofTopic.getFirst());
            }
            held.add(new Held(topic, event));
            makeRoom(now);
        }
    }

    /** Also when what is held has grown. */
    void makeRoom(long now) {
        if (bytes() > maxBytes) {
            held.removeIf(old -> now - old.event().time >= ttl(old).toMillis());
        }
        while (bytes() > maxBytes) {
            held.remove(Collections.min(held, Comparator.comparing(Held::offset).thenComparing(this::ttl)));
        }
    }

    private Duration ttl(Held old) {
        return retention.apply(old.topic()).ttl();
    }

    private long bytes() {
        return held.stream().mapToLong(each -> each.event().bytes()).sum()
                + held.stream()
                        .map(Held::topic)
                        .distinct()
                        .mapToLong(topic -> Topic.OVERHEAD + topic.length())
                        .sum();
    }

    void remove(String topic) {
        held.removeIf(each -> each.topic().equals(topic));
    }

    boolean holds(String topic, long offset) {
        return held.stream()
                .anyMatch(each -> each.offset() == offset && each.topic().equals(topic));
    }
}
