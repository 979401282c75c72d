package dev.gapless.gateway;

import dev.gapless.hub.Publication;
import dev.gapless.protocol.SharedPublication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the publications of one subscription are put into its client's words: as values, or if it has negotiated deltas as texts
 * and patches of what it has had before. The hub thread's alone.
 */
final class Wording {
    private final Publications publications;
    private final boolean delta;

    /** What the client has had last; null for nothing that could be patched. */
    private @Nullable Publication base;

    Wording(Publications publications, boolean delta) {
        this.publications = publications;
        this.delta = delta;
    }

    /** What the client has missed. */
    List<dev.gapless.protocol.Publication> past(List<Publication> missed) {
        if (!delta) {
            return publications.values(missed);
        }
        base = missed.isEmpty() ? null : Publications.base(missed.getLast());
        return publications.texts(missed);
    }

    SharedPublication live(Publication publication) {
        if (!delta) {
            return publications.value(publication);
        }
        SharedPublication text = publications.text(base, publication);
        base = Publications.base(publication);
        return text;
    }
}
