package dev.gapless.hub;

import java.util.List;

/**
 * What the log says at one place of the order.
 *
 * @param publication the place itself, and what is published there
 * @param topics where it is published; none if the place is only about what else happens there
 * @param follows changes of what channels follow, in effect before the publication is delivered when following, and
 *     after it when no longer
 * @param removed topics that drop all they hold, before the publication is added
 * @param terms on what terms the topics take the publication in
 */
public record Publish(
        Publication publication, List<String> topics, List<Follow> follows, List<String> removed, Terms terms) {
    public Publish {
        topics = List.copyOf(topics);
        follows = List.copyOf(follows);
        removed = List.copyOf(removed);
    }

    /** A publication that every topic takes in. */
    public Publish(Publication publication, List<String> topics, List<Follow> follows) {
        this(publication, topics, follows, List.of(), Terms.NONE);
    }
}
