package dev.gapless.gateway;

import dev.gapless.hub.Publication;
import dev.gapless.protocol.SharedPublication;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a publication of the hub what all its receivers send, so that it is encoded once and not for each of them.
 * The hub hands a publication to one receiver after the other, so it is enough to know the last one. For the hub's
 * thread alone.
 */
final class Sharing {
    private @Nullable Publication last;
    private @Nullable SharedPublication shared;

    SharedPublication shared(Publication publication) {
        SharedPublication result = shared;
        if (result == null || last != publication) {
            result = new SharedPublication(
                    new dev.gapless.protocol.Publication(publication.data(), publication.offset()));
            last = publication;
            shared = result;
        }
        return result;
    }
}
