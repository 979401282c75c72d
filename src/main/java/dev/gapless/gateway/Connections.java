package dev.gapless.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All sessions whose connection is open, and those of each user. Safe for use by many threads. */
final class Connections {
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<Long, List<Session>> byUser = new ConcurrentHashMap<>();
    private final int perUser;

    /** @param perUser the most sessions of a user; 0 for no limit */
    Connections(int perUser) {
        this.perUser = perUser;
    }

    void opened(Session session) {
        open.add(session);
    }

    void closed(Session session) {
        open.remove(session);
    }

    /** Counts a session among its user's; false if there are too many. */
    boolean join(long user, Session session) {
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

    void leave(long user, Session session) {
        byUser.computeIfPresent(user, (id, present) -> {
            List<Session> rest = new ArrayList<>(present);
            rest.remove(session);
            return rest.isEmpty() ? null : rest;
        });
    }

    List<Session> of(long user) {
        return byUser.getOrDefault(user, List.of());
    }

    List<Session> all() {
        return List.copyOf(open);
    }

    int size() {
        return open.size();
    }

    int users() {
        return byUser.size();
    }
}
