package dev.gapless.chat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who chose which emoji for which message, and how many did. Under the lock of the message's room, like the message itself. */
@Repository
class Reactions {
    private final JdbcClient jdbc;

    Reactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a message has so many different emoji, and this one is not among them. */
    boolean isFull(long messageId, String emoji, int most) {
        return jdbc.sql("""
                        select count(*) >= :most and not coalesce(bool_or(emoji = :emoji), false)
                        from reaction_counts where message_id = :message
                        """)
                .param("message", messageId)
                .param("emoji", emoji)
                .param("most", most)
                .query(Boolean.class)
                .single();
    }

    /** Returns whether that is new. */
    boolean insert(long messageId, String emoji, long userId, Instant at) {
        return jdbc.sql("""
                                with chosen as (
                                  insert into reactions (message_id, emoji, user_id, created_at)
                                  values (:message, :emoji, :user, :at)
                                  on conflict do nothing
                                  returning message_id, emoji)
                                insert into reaction_counts as c (message_id, emoji, count)
                                select message_id, emoji, 1 from chosen
                                on conflict (message_id, emoji) do update set count = c.count + 1
                                """)
                        .param("message", messageId)
                        .param("emoji", emoji)
                        .param("user", userId)
                        .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** Returns whether there was anything to take back. */
    boolean delete(long messageId, String emoji, long userId) {
        return jdbc.sql("""
                        with gone as (
                          delete from reactions where message_id = :message and emoji = :emoji and user_id = :user
                          returning message_id, emoji),
                        fewer as (
                          update reaction_counts c set count = c.count - 1
                          from gone where c.message_id = gone.message_id and c.emoji = gone.emoji and c.count > 1),
                        none as (
                          delete from reaction_counts c
                          using gone where c.message_id = gone.message_id and c.emoji = gone.emoji and c.count = 1)
                        select exists (select from gone)
                        """)
                .param("message", messageId)
                .param("emoji", emoji)
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }

    void deleteAll(long messageId) {
        jdbc.sql("""
                        with counts as (delete from reaction_counts where message_id = :message)
                        delete from reactions where message_id = :message
                        """).param("message", messageId).update();
    }
}
