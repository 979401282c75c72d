package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gapless.account.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rooms that anyone may find and join, by name. */
@Repository
class Directory {
    private final JdbcClient jdbc;

    Directory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param key the name as it is compared */
    record Entry(
            long id,
            String name,
            String topic,
            @Timestamp Instant createdAt,
            boolean isMember,
            int memberCount,
            @JsonIgnore String key) {}

    /**
     * Rooms whose names contain the query, in the order of their names.
     *
     * @param after the name, as it is compared, behind which to begin; empty for the first page
     * @implNote Walks the index of names in its own order and stops when it has enough: a common query is answered at
     *     once, a rare one reads the whole index, which is short beside the messages.
     */
    List<Entry> search(String query, String after, long userId, int limit) {
        return jdbc.sql("""
                        select r.id, r.name, r.topic, r.created_at, r.member_count, r.name_key, me.user_id is not null as is_member
                        from rooms r left join members me on me.room_id = r.id and me.user_id = :user
                        where r.kind = 'public' and r.deleted_at is null
                          and r.name_key > :after and r.name_key like :pattern escape '!'
                        order by r.name_key
                        limit :limit
                        """)
                .param("user", userId)
                .param("after", after)
                .param("pattern", "%" + Text.nameKey(query).replaceAll("[!%_]", "!$0") + "%")
                .param("limit", limit)
                .query((row, rowNumber) -> new Entry(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("topic"),
                        Rows.instant(row, "created_at"),
                        row.getBoolean("is_member"),
                        row.getInt("member_count"),
                        row.getString("name_key")))
                .list();
    }
}
