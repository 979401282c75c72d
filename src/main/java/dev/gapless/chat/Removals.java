package dev.gapless.chat;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who was removed from which rooms: no invitation lets them in again, until somebody adds them. */
@Repository
class Removals {
    private final JdbcClient jdbc;

    Removals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Somebody was removed. The invitations that they made to the room are good no more, either. */
    void note(long roomId, long userId) {
        jdbc.sql("insert into removed_members (room_id, user_id) values (?, ?) on conflict do nothing")
                .params(roomId, userId)
                .update();
        jdbc.sql("delete from invites where room_id = ? and created_by = ?")
                .params(roomId, userId)
                .update();
    }

    boolean has(long roomId, long userId) {
        return jdbc.sql("select exists (select from removed_members where room_id = ? and user_id = ?)")
                .params(roomId, userId)
                .query(Boolean.class)
                .single();
    }

    void forget(long roomId, long userId) {
        jdbc.sql("delete from removed_members where room_id = ? and user_id = ?")
                .params(roomId, userId)
                .update();
    }
}
