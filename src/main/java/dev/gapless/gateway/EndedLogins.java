package dev.gapless.gateway;

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
    private record Ended(Object key, long at) {}

    private final long tokenLife;
    private final InstantSource clock;

    /** When a login (by its name) or all logins of a user (by its id) ended; ms since 1970. */
    private final Map<Object, Long> ended = new HashMap<>();

    private final ArrayDeque<Ended> oldestFirst = new ArrayDeque<>();

    EndedLogins(long tokenLifeMillis, InstantSource clock) {
        this.tokenLife = tokenLifeMillis;
        this.clock = clock;
    }

    /** @param login the name of the one login that ended */
    void add(String login, long at) {
        put(login, at);
    }

    /** All logins of the user until now have ended. */
    void addAll(long user, long at) {
        put(user, at);
    }

    private synchronized void put(Object key, long at) {
        forget();
        Long known = ended.get(key);
        if (known != null && known >= at) {
            return;
        }
        ended.put(key, at);
        oldestFirst.add(new Ended(key, at));
    }

    /** Whether the login that a token was made for has ended. */
    synchronized boolean contains(Tokens.Claims token) {
        Long allOfUser = ended.get(token.user());
        if (allOfUser != null && token.issued() <= allOfUser) {
            return true;
        }
        return ended.containsKey(token.login());
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
