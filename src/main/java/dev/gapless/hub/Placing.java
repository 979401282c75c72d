package dev.gapless.hub;

import dev.gapless.hub.Outcome.Duplicate;
import dev.gapless.hub.Outcome.Placed;
import java.util.Arrays;
import java.util.List;

/**
 * Puts publications into their topics, as far as these take them in, and hands them to those who listen.
 *
 * <p>Whether a topic takes a publication in depends on nothing but what stands before it in the order, so it is the same
 * on all servers and after a restart, as far back as the log was replayed.
 *
 * <p>A channel may follow a topic that keeps a publication and another that does not. It has to get the one that moves
 * its position, or it would get the publication again when it recovers: topics that keep it come first.
 */
final class Placing {
    private static final Outcome NOT_KEPT = new Placed(0);

    private final Topics topics;
    private final Keys keys;
    private final Listeners listeners;

    Placing(Topics topics, Keys keys, Listeners listeners) {
        this.topics = topics;
        this.keys = keys;
        this.listeners = listeners;
    }

    /** What became of it in each topic, in their order. */
    List<Outcome> place(Publish publish, long now) {
        Publication publication = publish.publication();
        List<String> names = publish.topics();
        Outcome[] outcomes = new Outcome[names.size()];
        Outcome kept = new Placed(publication.offset());
        keys.expire(publication.timeMillis());
        boolean someKeepNothing = false;
        for (int i = 0; i < outcomes.length; i++) {
            String name = names.get(i);
            Outcome outcome = judge(name, publish, kept);
            outcomes[i] = outcome;
            if (outcome == kept) {
                Topic topic = topics.append(name, publication, now);
                if (publish.terms().version() != null) {
                    topic.version = publish.terms().version();
                    topic.versionMillis = publication.timeMillis();
                }
                listeners.deliver(topic, publication, now);
            }
            someKeepNothing |= outcome == NOT_KEPT;
        }
        if (someKeepNothing) {
            deliver(names, outcomes, publication.toEphemeral(), now);
        }
        return Arrays.asList(outcomes);
    }

    private void deliver(List<String> names, Outcome[] outcomes, Publication ephemeral, long now) {
        for (int i = 0; i < outcomes.length; i++) {
            Topic topic = outcomes[i] == NOT_KEPT ? topics.find(names.get(i)) : null;
            if (topic != null) {
                listeners.deliver(topic, ephemeral, now);
            }
        }
    }

    /** @param kept the outcome where it is taken in and kept */
    private Outcome judge(String name, Publish publish, Outcome kept) {
        Terms terms = publish.terms();
        String key = terms.idempotencyKey();
        long timeMillis = publish.publication().timeMillis();
        if (key != null) {
            Long known = keys.find(name, key, timeMillis);
            if (known != null) {
                return new Duplicate(known);
            }
        }
        Outcome outcome = terms.skipHistory() || !topics.keeps(name) ? NOT_KEPT : kept;
        Version version = terms.version();
        if (outcome == kept && version != null) {
            Topic topic = topics.find(name);
            if (topic != null && isIn(topic, version, timeMillis)) {
                outcome = new Duplicate(topic.newest());
            }
        }
        if (key != null) {
            keys.add(name, key, outcome.offset(), timeMillis);
        }
        return outcome;
    }

    /**
     * Whether the topic has this version or a later one, and that still counts. It counts no longer than a server that
     * starts reads back: else it would be known to those servers alone that have run since then.
     */
    private static boolean isIn(Topic topic, Version version, long timeMillis) {
        long counts = Math.max(topic.line().ttlMillis, Keys.COUNTS_MILLIS);
        return topic.version != null && version.isIn(topic.version) && timeMillis - topic.versionMillis < counts;
    }
}
