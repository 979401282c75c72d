package dev.gapless.eventlog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which servers follow the log of this database: each holds a replication slot of its own, which PostgreSQL knows to be
 * in use. Asked at most once in {@link #FRESH}, however many want to know, unless a server is heard from that was not
 * known.
 */
final class Servers {
    static final Duration FRESH = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final String own;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Set<String> known = Set.of();
    private volatile boolean outdated = true;
    private long knownMillis;

    /** @param own the name of this server's slot, which is in use even while its connection is being renewed */
    Servers(JdbcClient jdbc, String own, InstantSource clock) {
        this.jdbc = jdbc;
        this.own = own;
        this.clock = clock;
    }

    Set<String> names() {
        lock.lock();
        try {
            long now = clock.millis();
            if (outdated || Math.abs(now - knownMillis) >= FRESH.toMillis()) {
                outdated = false; // first, so that whoever is heard from meanwhile is asked for again
                try {
                    known = ask();
                } catch (RuntimeException e) {
                    outdated = true;
                    throw e;
                }
                knownMillis = now;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Does not wait. */
    void heardFrom(String server) {
        if (!known.contains(server)) {
            outdated = true;
        }
    }

    private Set<String> ask() {
        Set<String> names = new HashSet<>(jdbc.sql("select slot_name from pg_replication_slots"
                        + " where database = current_database() and slot_name like 'gapless\\_%'"
                        + " and plugin = 'pgoutput' and active")
                .query(String.class)
                .list());
        names.add(own);
        return Set.copyOf(names);
    }
}
