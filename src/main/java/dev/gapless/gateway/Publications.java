package dev.gapless.gateway;

import dev.gapless.hub.Publication;
import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Publication.Form;
import dev.gapless.protocol.SharedPublication;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The hub's publications in the clients' words. What many clients get alike is made once: the hub hands a publication to
 * all who listen to it one after the other, on its thread, so only the last one has to be remembered. What takes time,
 * which is patching and encoding, is put off until it is sent.
 *
 * <p>A client that has negotiated deltas gets every publication as text, whole or as a patch of the one that it had
 * before: its <i>base</i>. Data that is no JSON value goes out whole, to clients that speak JSON as the text of its base 64,
 * and is nobody's base.
 */
final class Publications {
    private static final long MOST_BYTES_FOR_PATCHES = 8 << 20;

    /** Clients that have come to the same publication by different ways hold different bases. */
    private static final int MOST_BASES = 8;

    private record Live(@Nullable Publication base, SharedPublication shared) {}

    private final Patches patches;

    /** The last live publication, and what has been made of it. The hub thread's alone. */
    private @Nullable Publication last;

    private @Nullable SharedPublication lastAsValue;
    private final List<Live> lastAsText = new ArrayList<>(MOST_BASES);

    /** @param differ makes the patch of a base and a target */
    Publications(BinaryOperator<byte[]> differ) {
        patches = new Patches(differ, MOST_BYTES_FOR_PATCHES);
    }

    /** A live publication for a client without deltas. On the hub's thread. */
    SharedPublication value(Publication live) {
        turnTo(live);
        SharedPublication shared = lastAsValue;
        if (shared == null) {
            shared = new SharedPublication(toValue(live));
            lastAsValue = shared;
        }
        return shared;
    }

    /**
     * A live publication for a client with deltas. On the hub's thread.
     *
     * @param base what the client has; null for nothing, or not known
     */
    SharedPublication text(@Nullable Publication base, Publication live) {
        turnTo(live);
        if (!live.isJson() && base != null) {
            return text(null, live);
        }
        for (int i = 0; i < lastAsText.size(); i++) {
            if (lastAsText.get(i).base() == base) {
                return lastAsText.get(i).shared();
            }
        }
        if (base != null && lastAsText.size() >= MOST_BASES) {
            return text(null, live);
        }
        SharedPublication shared = new SharedPublication(live.data().length, () -> toText(base, live));
        lastAsText.add(new Live(base, shared));
        return shared;
    }

    private void turnTo(Publication live) {
        if (last != live) {
            last = live;
            lastAsValue = null;
            lastAsText.clear();
        }
    }

    /** What a client without deltas is handed of the past. */
    List<dev.gapless.protocol.Publication> values(List<Publication> past) {
        List<dev.gapless.protocol.Publication> values = new ArrayList<>(past.size());
        for (Publication publication : past) {
            values.add(toValue(publication));
        }
        return values;
    }

    /** What a client with deltas is handed of the past: the first whole, each later one as a patch of the one before. */
    List<dev.gapless.protocol.Publication> texts(List<Publication> past) {
        return new AbstractList<>() {
            @Override
            public dev.gapless.protocol.Publication get(int index) {
                Publication before = index == 0 ? null : base(past.get(index - 1));
                return toText(before, past.get(index));
            }

            @Override
            public int size() {
                return past.size();
            }
        };
    }

    /** What a client with deltas has when it has had this publication last; null if no patch can be made of it. */
    static @Nullable Publication base(Publication publication) {
        return publication.isJson() ? publication : null;
    }

    private dev.gapless.protocol.Publication toText(@Nullable Publication base, Publication publication) {
        if (!publication.isJson()) {
            return in(Form.BASE64_TEXT, publication, publication.data(), false);
        }
        byte[] data = base == null ? publication.data() : patches.between(base, publication);
        return in(Form.TEXT, publication, data, data != publication.data());
    }

    private static dev.gapless.protocol.Publication toValue(Publication publication) {
        return in(publication.isJson() ? Form.VALUE : Form.BASE64, publication, publication.data(), false);
    }

    private static dev.gapless.protocol.Publication in(Form form, Publication publication, byte[] data, boolean delta) {
        return new dev.gapless.protocol.Publication(
                data,
                form,
                publication.isEphemeral() ? 0 : publication.offset(),
                toClient(publication.info()),
                publication.tags(),
                delta);
    }

    private static @Nullable ClientInfo toClient(dev.gapless.hub.@Nullable ClientInfo info) {
        return info == null ? null : new ClientInfo(info.user(), info.client(), info.connInfo(), info.chanInfo());
    }
}
