package dev.gapless.hub;

import java.util.ArrayList;
import java.util.List;

/** Which publications all topics together still hold, age aside, counted out anew after each one that is added. */
final class HeldModel {
    private record Held(String topic, long offset, long bytes) {}

    private final int historySize;
    private final long maxBytes;
    private final List<Held> held = new ArrayList<>();

    HeldModel(int historySize, long maxBytes) {
        this.historySize = historySize;
        this.maxBytes = maxBytes;
    }

    void clear() {
        held.clear();
    }

    void add(List<String> topics, Publication publication) {
        for (String topic : topics) {
            List<Held> ofTopic =
                    held.stream().filter(other -> other.topic().equals(topic)).toList();
            if (ofTopic.size() == historySize) {
                held.remove(ofTopic.getFirst());
            }
            held.add(new Held(topic, publication.offset(), (long) Entry.OVERHEAD + publication.data().length));
            while (held.stream().mapToLong(Held::bytes).sum() > maxBytes) {
                held.removeFirst();
            }
        }
    }

    boolean holds(String topic, long offset) {
        return held.stream()
                .anyMatch(each -> each.offset() == offset && each.topic().equals(topic));
    }
}
