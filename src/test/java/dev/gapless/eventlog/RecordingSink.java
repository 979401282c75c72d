package dev.gapless.eventlog;

import dev.gapless.hub.Follow;
import dev.gapless.hub.Publication;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, and refuses what breaks the order. */
final class RecordingSink implements EventSink {

    record Published(long offset, long timeMillis, String data, List<String> topics, List<Follow> follows) {}

    final List<StreamPosition> begun = new CopyOnWriteArrayList<>();
    final List<Published> published = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    volatile long position;

    @Override
    public void begin(StreamPosition base) {
        begun.add(base);
        position = base.offset();
    }

    @Override
    public void publish(Publication publication, List<String> topics, List<Follow> follows) {
        if (publication.offset() <= position) {
            violations.add("published " + publication.offset() + " at " + position);
        }
        position = publication.offset();
        published.add(new Published(
                publication.offset(),
                publication.timeMillis(),
                new String(publication.data(), StandardCharsets.UTF_8),
                topics,
                follows));
    }

    @Override
    public void advance(long offset) {
        position = Math.max(position, offset);
    }

    List<String> data() {
        return published.stream().map(Published::data).toList();
    }
}
