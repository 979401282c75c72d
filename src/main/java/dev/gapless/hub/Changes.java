package dev.gapless.hub;

import java.util.List;

/**
 * What happens at a place of the order besides a publication.
 *
 * @param follows changes of what channels follow, in effect before the publication is delivered when following, and
 *     after it when no longer
 * @param removed topics that drop all they hold, before the publication is added
 * @param redactions of what is held before the publication is added
 */
public record Changes(List<Follow> follows, List<String> removed, List<Redaction> redactions) {
    public static final Changes NONE = new Changes(List.of(), List.of(), List.of());

    public Changes {
        follows = List.copyOf(follows);
        removed = List.copyOf(removed);
        redactions = List.copyOf(redactions);
    }

    public static Changes of(List<Follow> follows) {
        return follows.isEmpty() ? NONE : new Changes(follows, List.of(), List.of());
    }

    public Changes removing(List<String> topics) {
        return new Changes(follows, topics, redactions);
    }

    public Changes redacting(List<Redaction> others) {
        return new Changes(follows, removed, others);
    }
}
