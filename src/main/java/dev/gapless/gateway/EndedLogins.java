package dev.gapless.gateway;

import dev.gapless.gateway.token.ConnectionClaims;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The logins that have ended while tokens made from them could still be valid. A token is checked without asking
 * anybody, so it would outlive its login. What is kept here is bounded by how many logins end within the life of a
 * token. Safe for use by many threads.
 */
final class EndedLogins {
    /** The end of the one login, or of all logins of the user if it has no name. */
    private record Key(String user, String login) {}

    private record Ended(Key key, long at) {}

    private final long tokenLife;
    private final InstantSource clock;

    /** When they ended; ms since 1970. */
    private final Map<Key, Long> ended = new HashMap<>();

    private final ArrayDeque<Ended> oldestFirst = new ArrayDeque<>();

    EndedLogins(long tokenLifeMillis, InstantSource clock) {
        this.tokenLife = tokenLifeMillis;
        this.clock = clock;
    }

    /** @param login the name of the one login that ended */
    void add(String login, long at) {
        put(new Key("", login), at);
    }

    /** All logins of the user until now have ended. */
    void addAll(String user, long at) {
        put(new Key(user, ""), at);
    }

    private synchronized void put(Key key, long at) {
        forget();
        Long known = ended.get(key);
        if (known != null && known >= at) {
            return;
        }
        ended.put(key, at);
        oldestFirst.add(new Ended(key, at));
    }

    /**
     * Whether the login that a token was made for has ended. A token that does not say when it was made may be from before
     * any end of its user's logins.
     */
    synchronized boolean contains(ConnectionClaims token) {
        Long allOfUser = ended.get(new Key(token.user(), ""));
        if (allOfUser != null && token.issued() <= allOfUser) {
            return true;
        }
        return !token.login().isEmpty() && ended.containsKey(new Key("", token.login()));
    }

    synchronized int size() {
        return ended.size();
    }

    private void forget() {
        long before = clock.millis() - tokenLife;
        while (!oldestFirst.isEmpty() && oldestFirst.getFirst().at() < before) {
            Ended oldest = oldestFirst.removeFirst();
            if (Objects.equals(ended.get(oldest.key()), oldest.at())) {
                ended.remove(oldest.key());
            }
        }
    }
}
