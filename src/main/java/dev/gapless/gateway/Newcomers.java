package dev.gapless.gateway;

import dev.gapless.account.ClientNetwork;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of which nobody knows yet who they are. Anyone can open one, so there is a limit to them: in all, and
 * from one network if so set. Safe for use by many threads.
 */
final class Newcomers {
    private final int most;
    private final int mostPerNetwork;
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private int count;

    /** 0 is no limit. */
    Newcomers(int most, int mostPerNetwork) {
        this.most = most;
        this.mostPerNetwork = mostPerNetwork;
    }

    /** A place among the newcomers, until it is left. */
    final class Place {
        private final String network;
        private boolean left;

        private Place(String network) {
            this.network = network;
        }

        /** Idempotent. */
        void leave() {
            synchronized (Newcomers.this) {
                if (!left) {
                    left = true;
                    count--;
                    byNetwork.computeIfPresent(network, (name, present) -> present == 1 ? null : present - 1);
                }
            }
        }
    }

    synchronized int size() {
        return count;
    }

    /** Whether another from this address would find a place now. */
    synchronized boolean hasRoom(String address) {
        return hasRoomFor(network(address));
    }

    /** Takes a place; null if there is none. */
    synchronized @Nullable Place enter(String address) {
        String network = network(address);
        if (!hasRoomFor(network)) {
            return null;
        }
        count++;
        if (mostPerNetwork > 0) {
            byNetwork.merge(network, 1, Integer::sum);
        }
        return new Place(network);
    }

    private boolean hasRoomFor(String network) {
        return (most == 0 || count < most)
                && (mostPerNetwork == 0 || byNetwork.getOrDefault(network, 0) < mostPerNetwork);
    }

    private String network(String address) {
        return mostPerNetwork == 0 ? "" : ClientNetwork.of(address);
    }
}
