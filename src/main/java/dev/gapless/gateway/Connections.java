package dev.gapless.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All sessions whose connection is open, and those of each user. Anonymous clients have the empty user id in common, and
 * no limit. Safe for use by many threads.
 */
final class Connections {
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, List<Session>> byUser = new ConcurrentHashMap<>();
    private final Set<Session> anonymous = ConcurrentHashMap.newKeySet();
    private final int perUser;
    private volatile Consumer<String> departures = user -> {};

    /** @param perUser the most sessions of a user; 0 for no limit */
    Connections(int perUser) {
        this.perUser = perUser;
    }

    /** From now on somebody wants to know of users whose last session has ended; must not wait. */
    void tellDepartures(Consumer<String> listener) {
        departures = listener;
    }

    void opened(Session session) {
        open.add(session);
    }

    void closed(Session session) {
        open.remove(session);
    }

    /** Counts a session among its user's; false if there are too many. */
    boolean join(String user, Session session) {
        if (user.isEmpty()) {
            return anonymous.add(session);
        }
        List<Session> sessions = byUser.compute(user, (id, present) -> {
            if (present == null) {
                return List.of(session);
            }
            if (perUser > 0 && present.size() >= perUser) {
                return present;
            }
            List<Session> more = new ArrayList<>(present.size() + 1);
            more.addAll(present);
            more.add(session);
            return more;
        });
        return sessions.contains(session);
    }

    void leave(String user, Session session) {
        if (user.isEmpty()) {
            anonymous.remove(session);
            return;
        }
        List<Session> left = byUser.computeIfPresent(user, (id, present) -> {
            List<Session> rest = new ArrayList<>(present);
            rest.remove(session);
            return rest.isEmpty() ? null : rest;
        });
        if (left == null) {
            departures.accept(user);
        }
    }

    List<Session> of(String user) {
        return user.isEmpty() ? List.copyOf(anonymous) : byUser.getOrDefault(user, List.of());
    }

    /** Those of which it is known whose they are. */
    List<Session> connected() {
        List<Session> connected = new ArrayList<>(anonymous);
        byUser.values().forEach(connected::addAll);
        return connected;
    }

    List<Session> all() {
        return List.copyOf(open);
    }

    int size() {
        return open.size();
    }

    /** All anonymous clients count as one. */
    int users() {
        return byUser.size() + (anonymous.isEmpty() ? 0 : 1);
    }
}
