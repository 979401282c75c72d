package dev.gapless.hub;

import java.util.Map;
import java.util.Set;

/** Tells what channels are made of. The hub asks once for a channel and keeps the answer current by itself. */
public interface FollowLoader {

    /**
     * The topics that each channel follows now. Called on a thread of the hub that may wait, for many channels at a
     * time: one query should answer all.
     *
     * <p>The answer may be a little older or newer than the log that the hub has seen: changes are applied over it.
     *
     * @return the topics of each channel; one that is absent follows just its {@linkplain #topicOf own topic}
     * @throws RuntimeException to be asked again, a little later
     */
    Map<String, Set<String>> load(Set<String> channels);

    /**
     * The topic in which a publication to this channel is placed, and which the channel follows whatever else it
     * follows. Always the same for a channel, and known without waiting: any thread may ask. The topic of the channel's
     * name unless said otherwise.
     */
    default String topicOf(String channel) {
        return channel;
    }
}
