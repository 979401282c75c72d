package dev.gapless.hub;

import java.util.List;

/**
 * What the log says at one place of the order.
 *
 * @param publication the place itself, and what is published there
 * @param topics where it is published; none if the place is only about what else happens there
 * @param terms on what terms the topics take the publication in
 * @param changes what else happens there
 */
public record Publish(Publication publication, List<String> topics, Terms terms, Changes changes) {
    public Publish {
        topics = List.copyOf(topics);
    }

    /** A publication that every topic takes in. */
    public Publish(Publication publication, List<String> topics, List<Follow> follows) {
        this(publication, topics, Terms.NONE, Changes.of(follows));
    }
}
