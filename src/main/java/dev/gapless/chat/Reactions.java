package dev.gapless.chat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who chose which emoji for which message. Under the lock of the message's room, like the message itself. */
@Repository
class Reactions {
    private final JdbcClient jdbc;

    Reactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a message has so many different emoji, and this one is not among them. */
    boolean isFull(long messageId, String emoji, int most) {
        return jdbc.sql("""
                        select count(distinct emoji) >= :most and not coalesce(bool_or(emoji = :emoji), false)
                        from reactions where message_id = :message
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
                                insert into reactions (message_id, emoji, user_id, created_at)
                                values (:message, :emoji, :user, :at)
                                on conflict do nothing
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
        return jdbc.sql("delete from reactions where message_id = :message and emoji = :emoji and user_id = :user")
                        .param("message", messageId)
                        .param("emoji", emoji)
                        .param("user", userId)
                        .update()
                == 1;
    }

    void deleteAll(long messageId) {
        jdbc.sql("delete from reactions where message_id = :message")
                .param("message", messageId)
                .update();
    }
}
