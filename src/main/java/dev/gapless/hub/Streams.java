package dev.gapless.hub;

import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.Recovered;
import dev.gapless.hub.Recovery.StateLost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the topics of a channel hold together: its stream, as far back as it goes. */
final class Streams {
    private final HubSettings settings;
    private final Topics topics;

    Streams(HubSettings settings, Topics topics) {
        this.settings = settings;
        this.topics = topics;
    }

    /**
     * Everything after a position, or why that cannot be told in full.
     *
     * @param since of this order, and not ahead of what has been appended
     */
    Recovery recover(Channel channel, StreamPosition since, long now) {
        boolean fromTheBeginning = since.offset() == 0 && since.epoch().isEmpty();
        long after = fromTheBeginning ? topics.base() : since.offset();
        Merge merge = null;
        for (Following following : channel.follows.values()) {
            Topic topic = topics.followed(following, now);
            if (after < topics.floor(topic)) {
                return new StateLost(Reason.TOO_OLD);
            }
            if (topic != null && topic.newest() > after) {
                merge = merge == null ? new Merge(false) : merge;
                merge.add(topic, topic.firstAfter(after));
            }
        }
        return merge == null ? new Recovered(List.of()) : recover(merge);
    }

    /** Gives up at the first too many. */
    private Recovery recover(Merge merge) {
        List<Publication> missed = new ArrayList<>();
        long bytes = 0;
        for (Publication next = merge.next(); next != null; next = merge.next()) {
            bytes += next.bytes();
            if (missed.size() == settings.historySize() || bytes > settings.recoveryBytes()) {
                return new StateLost(Reason.TOO_MANY);
            }
            missed.add(next);
        }
        return new Recovered(Collections.unmodifiableList(missed));
    }

    /** @param current the position of the hub */
    History history(Question question, Channel channel, StreamPosition current, long now) {
        StreamPosition position = new StreamPosition(newest(channel, current.offset(), now), current.epoch());
        StreamPosition since = question.since;
        if (since != null && isOfAnotherOrder(since, current)) {
            return new History.Unrecoverable(position);
        }
        Long from = since == null ? null : since.offset();
        return new History.Page(page(channel, from, question.limit, question.reverse, now), position);
    }

    static boolean isOfAnotherOrder(StreamPosition since, StreamPosition current) {
        return !since.epoch().isEmpty() && !since.epoch().equals(current.epoch());
    }

    /** As far as a page goes; at least one, if one is wanted and there is one. */
    private List<Publication> page(Channel channel, @Nullable Long since, int limit, boolean reverse, long now) {
        Merge merge = new Merge(reverse);
        for (Following following : channel.follows.values()) {
            Topic topic = topics.followed(following, now);
            if (topic != null && reverse) {
                merge.add(topic, (since == null ? topic.size() : topic.firstAfter(since - 1)) - 1);
            } else if (topic != null) {
                merge.add(topic, since == null ? 0 : topic.firstAfter(since));
            }
        }
        int most = limit < 0 ? settings.historySize() : Math.min(limit, settings.historySize());
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        while (page.size() < most) {
            Publication next = merge.next();
            bytes += next == null ? 0 : next.bytes();
            if (next == null || (bytes > settings.recoveryBytes() && !page.isEmpty())) {
                return page;
            }
            page.add(next);
        }
        return page;
    }

    /** The newest offset that was published in one of the topics and kept, as far as is known; else the given one. */
    private long newest(Channel channel, long otherwise, long now) {
        long newest = 0;
        for (Following following : channel.follows.values()) {
            Topic topic = topics.followed(following, now);
            if (topic != null && topic.isUsed()) {
                newest = Math.max(newest, topic.newest());
            }
        }
        return newest == 0 ? otherwise : newest;
    }
}
