package dev.gapless.gateway;

import dev.gapless.gateway.token.ConnectionClaims;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

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

    /**
     * @param at ms since 1970
     * @param except of all logins of a user, the one that goes on; empty for none
     */
    private record End(long at, String except) {}

    private final Map<Key, End> ended = new HashMap<>();

    private final ArrayDeque<Ended> oldestFirst = new ArrayDeque<>();

    EndedLogins(long tokenLifeMillis, InstantSource clock) {
        this.tokenLife = tokenLifeMillis;
        this.clock = clock;
    }

    /** @param login the name of the one login that ended */
    void add(String login, long at) {
        put(new Key("", login), new End(at, ""));
    }

    /** All logins of the user until now have ended, except one unless its name is empty. */
    void addAll(String user, String except, long at) {
        put(new Key(user, ""), new End(at, except));
    }

    private synchronized void put(Key key, End end) {
        forget();
        End known = ended.get(key);
        if (known != null && known.at() >= end.at()) {
            return;
        }
        // The last end is the only one that matters: what it lets go on began after the ends before.
        ended.put(key, end);
        oldestFirst.add(new Ended(key, end.at()));
    }

    /**
     * Whether the login that a token was made for has ended. A token that does not say when it was made may be from before
     * any end of its user's logins.
     */
    synchronized boolean contains(ConnectionClaims token) {
        End allOfUser = ended.get(new Key(token.user(), ""));
        if (allOfUser != null && token.issued() <= allOfUser.at() && !isOf(token, allOfUser.except())) {
            return true;
        }
        return !token.login().isEmpty() && ended.containsKey(new Key("", token.login()));
    }

    private static boolean isOf(ConnectionClaims token, String login) {
        return !login.isEmpty() && login.equals(token.login());
    }

    synchronized int size() {
        return ended.size();
    }

    private void forget() {
        long before = clock.millis() - tokenLife;
        while (!oldestFirst.isEmpty() && oldestFirst.getFirst().at() < before) {
            Ended oldest = oldestFirst.removeFirst();
            End last = ended.get(oldest.key());
            if (last != null && last.at() == oldest.at()) {
                ended.remove(oldest.key());
            }
        }
    }
}
