package dev.gapless.chat;

import dev.gapless.account.UserView;
import dev.gapless.chat.RoomView.LastMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rooms as their members see them: each answer is one statement, however many rooms it has. */
@Repository
class RoomList {
    private static final String COLUMNS = """
            select r.id, r.name, r.version, r.bumped_at, r.member_count,
                   m.id as message_id, m.content, m.created_at as message_created_at, a.id as author_id, a.username
            """;
    private static final String LAST_MESSAGE = """
            left join messages m on m.id = r.last_message_id
            left join users a on a.id = m.author_id
            """;

    private final JdbcClient jdbc;

    RoomList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The user's rooms after a place in the list, newest first. */
    List<RoomView> page(long userId, RoomCursor after, int limit) {
        return jdbc.sql(COLUMNS + "from members me join rooms r on r.id = me.room_id " + LAST_MESSAGE + """
                        where me.user_id = :user and (r.bumped_at, r.id) < (:bumpedAt, :id)
                        order by r.bumped_at desc, r.id desc
                        limit :limit
                        """)
                .param("user", userId)
                .param("bumpedAt", OffsetDateTime.ofInstant(after.bumpedAt(), ZoneOffset.UTC))
                .param("id", after.id())
                .param("limit", limit)
                .query(RoomList::view)
                .list();
    }

    /** All of the user's rooms, newest first. */
    List<RoomView> all(long userId) {
        return page(userId, RoomCursor.START, Integer.MAX_VALUE);
    }

    /** A room of the user's; empty when it is none. */
    Optional<RoomView> find(long roomId, long userId) {
        return jdbc.sql(COLUMNS + "from members me join rooms r on r.id = me.room_id " + LAST_MESSAGE + """
                        where me.room_id = :room and me.user_id = :user
                        """)
                .param("room", roomId)
                .param("user", userId)
                .query(RoomList::view)
                .optional();
    }

    /** A room, whoever asks. */
    RoomView get(long roomId) {
        return jdbc.sql(COLUMNS + "from rooms r " + LAST_MESSAGE + "where r.id = :room")
                .param("room", roomId)
                .query(RoomList::view)
                .single();
    }

    private static RoomView view(ResultSet row, int rowNumber) throws SQLException {
        long messageId = row.getLong("message_id");
        LastMessage last = row.wasNull()
                ? null
                : new LastMessage(
                        messageId,
                        row.getString("content"),
                        new UserView(row.getLong("author_id"), row.getString("username")),
                        Rows.instant(row, "message_created_at"));
        return new RoomView(
                row.getLong("id"),
                row.getString("name"),
                row.getLong("version"),
                Rows.instant(row, "bumped_at"),
                row.getInt("member_count"),
                last);
    }
}
