package dev.gapless.eventlog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which servers follow the log of this database: each holds a replication slot of its own, which PostgreSQL knows to be
 * in use. A server whose slot is not counts for another {@link #REMEMBERED}, since it may just be connecting anew while its
 * clients are still with it; so does one that was heard from.
 *
 * <p>PostgreSQL is asked at most once in {@link #FRESH}, also if it does not answer, and by one thread at a time. Until then,
 * and while that one waits, all others take what is known.
 */
final class Servers {
    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Servers.class);

    private record Slot(String name, boolean active) {}

    private final JdbcClient jdbc;
    private final String own;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();

    /** By name, when each was last there for sure, in milliseconds since 1970. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    private volatile boolean asked;
    private volatile long askedMillis;

    /** @param own the name of this server's slot, which is in use even while its connection is being renewed */
    Servers(JdbcClient jdbc, String own, InstantSource clock) {
        this.jdbc = jdbc;
        this.own = own;
        this.clock = clock;
    }

    Set<String> names() {
        if (isOutdated()) {
            refresh();
        }
        long now = clock.millis();
        Set<String> names = new HashSet<>();
        names.add(own);
        seen.forEach((name, millis) -> {
            if (isRemembered(millis, now)) {
                names.add(name);
            }
        });
        return Set.copyOf(names);
    }

    /** Does not wait. */
    void heardFrom(String server) {
        seen.put(server, clock.millis());
    }

    private boolean isOutdated() {
        return !asked || Math.abs(clock.millis() - askedMillis) >= FRESH.toMillis();
    }

    private void refresh() {
        if (!asked) {
            asking.lock(); // there is nothing yet that could be taken instead
        } else if (!asking.tryLock()) {
            return;
        }
        try {
            if (isOutdated()) {
                ask();
            }
        } finally {
            asking.unlock();
        }
    }

    private void ask() {
        try {
            Set<String> names = new HashSet<>();
            for (Slot slot : slots()) {
                names.add(slot.name());
                if (slot.active()) {
                    heardFrom(slot.name());
                }
            }
            long now = clock.millis();
            seen.entrySet().removeIf(each -> !names.contains(each.getKey()) || !isRemembered(each.getValue(), now));
        } catch (RuntimeException e) {
            log.warn("Which servers there are could not be asked, and is taken to be as it was: {}", e.getMessage());
        }
        askedMillis = clock.millis();
        asked = true;
    }

    private Iterable<Slot> slots() {
        return jdbc.sql("select slot_name as name, active from pg_replication_slots"
                        + " where database = current_database() and slot_name like 'gapless\\_%'"
                        + " and plugin = 'pgoutput'")
                .query((row, number) -> new Slot(row.getString("name"), row.getBoolean("active")))
                .list();
    }

    private static boolean isRemembered(long millis, long now) {
        return Math.abs(now - millis) < REMEMBERED.toMillis();
    }
}
