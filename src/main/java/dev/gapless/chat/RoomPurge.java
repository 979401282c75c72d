package dev.gapless.chat;

import dev.gapless.eventlog.EventLogProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes deleted rooms away with all that is in them, once nobody can have missed that they are deleted: until then a
 * server that starts has to know who followed them ({@link MembershipFollows}). A bit at a time, each in a transaction of
 * its own. A public room in which nobody is for a month is deleted here. Several servers may do so at once: each room is one server's at a time.
 */
@Component
class RoomPurge {
    private static final Logger log = LoggerFactory.getLogger(RoomPurge.class);
    private static final Duration SHORTEST = Duration.ofHours(1);

    private static final Duration KEPT_EMPTY = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final InstantSource clock;
    private final Duration kept;

    RoomPurge(JdbcClient jdbc, TransactionOperations transactions, InstantSource clock, EventLogProperties properties) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        Duration window = properties.hub().retention().ttl().multipliedBy(2);
        this.kept = window.compareTo(SHORTEST) > 0 ? window : SHORTEST;
    }

    @Scheduled(initialDelayString = "5m", fixedDelayString = "5m")
    void run() {
        try {
            purge();
        } catch (DataAccessException | TransactionException away) {
            log.warn("Deleted rooms are not taken away yet, to be tried again later: {}", away.getMessage());
        }
    }

    /** Takes away all rooms whose time has come. */
    void purge() {
        Instant now = clock.instant();
        Instant before = now.minus(kept);
        giveUpEmptyRooms(now);
        while (Boolean.TRUE.equals(transactions.execute(status -> step(before)))) {}
    }

    /** Nobody has to be told: nobody is in them. Who is just coming into one has it locked. */
    private void giveUpEmptyRooms(Instant now) {
        jdbc.sql("""
                        update rooms set deleted_at = :now
                        where id in (select id from rooms where emptied_at < :before and deleted_at is null
                                     order by emptied_at limit 1000 for update skip locked)
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("before", now.minus(KEPT_EMPTY).atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Takes away a bit of one room; false when there is none that another server is not busy with. */
    private boolean step(Instant before) {
        Optional<Long> found = jdbc.sql("""
                        select id from rooms where deleted_at < :before
                        order by deleted_at limit 1 for update skip locked
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .optional();
        found.ifPresent(room -> {
            if (!takeMessages(room) && !takeMembers(room)) {
                jdbc.sql("delete from rooms where id = ?").param(room).update();
            }
        });
        return found.isPresent();
    }

    private boolean takeMessages(long room) {
        return 0 < jdbc.sql("""
                                delete from messages
                                where id in (select id from messages where room_id = ? order by id desc limit 1000)
                                """).param(room).update();
    }

    private boolean takeMembers(long room) {
        return 0 < jdbc.sql("""
                                delete from members
                                where room_id = :room
                                  and user_id in (select user_id from members where room_id = :room order by user_id limit 1000)
                                """).param("room", room).update();
    }
}
