package dev.gapless.eventlog;

import dev.gapless.hub.Hub;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where committed events go, in their order; the hub outside of tests. Each call is as the hub's of that name. */
interface EventSink {
    void begin(StreamPosition base);

    void publish(Publish publish, @Nullable Consumer<Receipt> receipt);

    void advance(long offset);

    static EventSink into(Hub hub) {
        return new EventSink() {
            @Override
            public void begin(StreamPosition base) {
                hub.begin(base);
            }

            @Override
            public void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
                hub.publish(publish, receipt);
            }

            @Override
            public void advance(long offset) {
                hub.advance(offset);
            }
        };
    }
}
