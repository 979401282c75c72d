package dev.gapless.gateway;

import dev.gapless.account.ClientNetwork;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places for connections, of which there are so many in all and so many for one network. Anyone can open connections,
 * and until a client has said who it is, where it comes from is all that is known of it. Safe for use by many threads.
 */
final class Places {
    private final int most;
    private final int mostPerNetwork;
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private int count;

    /** 0 is no limit. */
    Places(int most, int mostPerNetwork) {
        this.most = most;
        this.mostPerNetwork = mostPerNetwork;
    }

    /** A connection's place, until it is left. */
    final class Place {
        private final String network;
        private boolean left;

        private Place(String network) {
            this.network = network;
        }

        /** Idempotent. */
        void leave() {
            synchronized (Places.this) {
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
