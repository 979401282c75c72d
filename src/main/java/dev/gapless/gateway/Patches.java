package dev.gapless.gateway;

import dev.gapless.hub.Publication;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Patches that turn one publication into another (section 6 of the protocol). To make one takes far longer than to send
 * it, and many clients need the same one, those that recover as well as those that listen; so each is made once, by the
 * first who needs it, and kept as long as there is room. Safe for use by many threads; not for the hub's, which must not
 * spend its time on this.
 */
final class Patches {
    private static final long WEIGHT = 160;

    /** Publications are equal only to themselves. */
    private record Pair(Publication base, Publication target) {
        long weight() {
            return WEIGHT + base.data().length + target.data().length;
        }
    }

    private final class Patch {
        private byte @Nullable [] bytes;

        synchronized byte[] of(Pair pair) {
            byte[] made = bytes;
            if (made == null) {
                byte[] patch = differ.apply(pair.base().data(), pair.target().data());
                byte[] whole = pair.target().data();
                made = patch.length < whole.length ? patch : whole;
                bytes = made;
            }
            return made;
        }
    }

    private final BinaryOperator<byte[]> differ;
    private final long mostBytes;
    private final LinkedHashMap<Pair, Patch> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param differ makes the patch of a base and a target
     * @param mostBytes what may be held of publications, and of the patches between them as well
     */
    Patches(BinaryOperator<byte[]> differ, long mostBytes) {
        this.differ = differ;
        this.mostBytes = mostBytes;
    }

    /** The patch, or the target's own data if the patch would not be shorter. */
    byte[] between(Publication base, Publication target) {
        Pair pair = new Pair(base, target);
        return find(pair).of(pair);
    }

    private synchronized Patch find(Pair pair) {
        Patch found = kept.get(pair);
        if (found == null) {
            found = new Patch();
            kept.put(pair, found);
            bytes += pair.weight();
            Iterator<Map.Entry<Pair, Patch>> oldest = kept.entrySet().iterator();
            while (bytes > mostBytes && kept.size() > 1) {
                bytes -= oldest.next().getKey().weight();
                oldest.remove();
            }
        }
        return found;
    }
}
