package dev.gapless.eventlog;

import dev.gapless.hub.Retention;
import java.time.Duration;

/**
 * How long topics are held. A bean of this type takes the place of {@link #defaults}, to which it should leave the topics
 * that it does not know.
 */
public interface Retentions {

    /** What the topic of this name keeps, always the same for the same name. Quick, for it is asked by the hub's thread. */
    Retention of(String topic);

    /**
     * The longest that any topic is held: as far behind the present the log has to be kept for a server that starts
     * again. Not zero.
     */
    Duration longest();

    /**
     * All topics are held as {@code gapless.hub.history-size} and {@code .history-ttl} say; but those of who is in a room
     * ({@code here:7}) and {@code gapless:control}, which are about the present alone, are not held.
     */
    static Retentions defaults(EventLogProperties properties) {
        Retention retention = properties.hub().retention();
        return new Retentions() {
            @Override
            public Retention of(String topic) {
                return topic.startsWith("here:") || topic.equals("gapless:control") ? Retention.NONE : retention;
            }

            @Override
            public Duration longest() {
                return retention.ttl();
            }
        };
    }
}
