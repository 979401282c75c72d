package dev.gapless.hub;

import org.jspecify.annotations.Nullable;

/** That a channel follows a topic. Known to the topic only while somebody listens to the channel. */
final class Following extends Bag.Item {
    final Channel channel;
    final String topicName;

    /** The topic that delivers to the channel; null while nobody listens. */
    @Nullable Topic topic;

    Following(Channel channel, String topicName) {
        this.channel = channel;
        this.topicName = topicName;
    }
}
