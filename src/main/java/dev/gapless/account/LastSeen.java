package dev.gapless.account;

import java.time.Instant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When people were last here. */
@Repository
public class LastSeen {
    private final JdbcClient jdbc;

    LastSeen(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes when users were here, in one statement; ids that are nobody's are passed over. Users are locked by rising ids. */
    public void note(Map<Long, Instant> seen) {
        jdbc.sql("""
                        with locked as (
                          select id from users where id = any (:ids) order by id for no key update)
                        update users u set last_seen_at = greatest(u.last_seen_at, seen.at)
                        from locked
                        join unnest(cast(:ids as bigint[]), cast(:times as timestamptz[])) as seen (id, at) on seen.id = locked.id
                        where u.id = locked.id
                        """)
                .param("ids", seen.keySet().toArray(Long[]::new))
                .param("times", seen.values().stream().map(Instant::toString).toArray(String[]::new))
                .update();
    }
}
