package dev.gapless.hub;

import dev.gapless.hub.Guards.Guarded;
import org.jspecify.annotations.Nullable;

/** That a channel follows a topic. Known to the topic only while somebody listens to the channel. */
final class Following extends Bag.Item {
    final Channel channel;
    final String topicName;

    /** The topic that delivers to the channel; null while nobody listens. */
    @Nullable Topic topic;

    /** The subscriptions that hold only as long as this does; null as long as there were none. */
    private @Nullable Bag<Guarded> guards;

    Following(Channel channel, String topicName) {
        this.channel = channel;
        this.topicName = topicName;
    }

    boolean isGuarding() {
        return guards != null && !guards.isEmpty();
    }

    Bag<Guarded> guards() {
        if (guards == null) {
            guards = new Bag<>();
        }
        return guards;
    }
}
