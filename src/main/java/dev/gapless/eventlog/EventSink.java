package dev.gapless.eventlog;

import dev.gapless.hub.Follow;
import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.StreamPosition;
import java.util.List;

/** Where committed events go, in their order; the hub outside of tests. Each call is as the hub's of that name. */
interface EventSink {

    void begin(StreamPosition base);

    void publish(Publication publication, List<String> topics, List<Follow> follows);

    void advance(long offset);

    static EventSink into(Hub hub) {
        return new EventSink() {
            @Override
            public void begin(StreamPosition base) {
                hub.begin(base);
            }

            @Override
            public void publish(Publication publication, List<String> topics, List<Follow> follows) {
                hub.publish(publication, topics, follows);
            }

            @Override
            public void advance(long offset) {
                hub.advance(offset);
            }
        };
    }
}
