package dev.gapless.eventlog;

import dev.gapless.hub.Follow;
import dev.gapless.hub.Outcome.Placed;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    public void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
        Publication publication = publish.publication();
        if (publication.offset() <= position) {
            violations.add("published " + publication.offset() + " at " + position);
        }
        position = publication.offset();
        published.add(new Published(
                publication.offset(),
                publication.timeMillis(),
                new String(publication.data(), StandardCharsets.UTF_8),
                publish.topics(),
                publish.changes().follows()));
        if (receipt != null) {
            receipt.accept(new Receipt(
                    new StreamPosition(publication.offset(), begun.getLast().epoch()),
                    Collections.nCopies(publish.topics().size(), new Placed(publication.offset()))));
        }
    }

    @Override
    public void advance(long offset) {
        position = Math.max(position, offset);
    }

    List<String> data() {
        return published.stream().map(Published::data).toList();
    }
}
