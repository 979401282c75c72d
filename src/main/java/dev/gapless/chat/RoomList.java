package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserView;
import dev.gapless.chat.RoomView.LastMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rooms as their members see them: each answer is one statement, however many rooms it has. */
@Repository
class RoomList {
    static final int MOST_MENTIONS = 1000;

    private static final String ROOM =
            """
            r.id, r.name, r.kind, r.topic, r.created_by, r.version, r.bumped_at, r.member_count, r.seq,
            m.id as message_id, m.content, m.created_at as message_created_at, m.kind as message_kind,
            m.deleted_at as message_deleted_at, %s, %s, %s
            """.formatted(UserView.columns("author"), UserView.columns("low"), UserView.columns("high"));
    /** What the member {@code me} has not read of; a message that mentions both the user and everybody counts once. */
    static final String UNREAD_MENTIONS = """
            left join lateral (
              select count(distinct x.message_id) as mention_count,
                     (array_agg(distinct x.message_id order by x.message_id desc))[1 : %d] as mentions
              from mentions x
              where x.room_id = me.room_id and x.user_id in (0, me.user_id)
                and x.message_id > coalesce(me.last_read_message_id, 0)) unread on true
            """.formatted(MOST_MENTIONS);

    private static final String MINE = "select " + ROOM + """
            , me.role, me.last_read_message_id, me.last_read_seq, me.muted, unread.mentions, unread.mention_count
            from members me join rooms r on r.id = me.room_id and r.deleted_at is null
            """ + joins("") + UNREAD_MENTIONS;

    /** Nobody who is named can have another name or picture before the transaction ends. */
    private static final String HELD = "select " + ROOM + "from rooms r " + joins("for key share");

    private final JdbcClient jdbc;

    RoomList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static String joins(String lock) {
        return """
            left join messages m on m.id = r.last_message_id
            left join lateral (select * from users where id = m.author_id %1$s) author on true
            left join lateral (select * from users where id = r.direct_low %1$s) low on true
            left join lateral (select * from users where id = r.direct_high %1$s) high on true
            """.formatted(lock);
    }

    /** The user's rooms after a place in the list, newest first. */
    List<MyRoom> page(long userId, RoomCursor after, int limit) {
        return jdbc.sql(MINE + """
                        where me.user_id = :user and (r.bumped_at, r.id) < (:bumpedAt, :id)
                        order by r.bumped_at desc, r.id desc
                        limit :limit
                        """)
                .param("user", userId)
                .param("bumpedAt", OffsetDateTime.ofInstant(after.bumpedAt(), ZoneOffset.UTC))
                .param("id", after.id())
                .param("limit", limit)
                .query((row, number) -> myRoom(row, userId))
                .list();
    }

    /** All of the user's rooms, newest first. */
    List<MyRoom> all(long userId) {
        return page(userId, RoomCursor.START, Integer.MAX_VALUE);
    }

    /** A room of the user's; empty when it is none. */
    Optional<MyRoom> find(long roomId, long userId) {
        return jdbc.sql(MINE + "where me.room_id = :room and me.user_id = :user")
                .param("room", roomId)
                .param("user", userId)
                .query((row, number) -> myRoom(row, userId))
                .optional();
    }

    /** A room in a transaction that tells of it, whoever asks; also one that has just been deleted. See {@link People#hold}. */
    RoomView get(long roomId) {
        return jdbc.sql(HELD + "where r.id = :room")
                .param("room", roomId)
                .query((row, number) -> room(row))
                .single();
    }

    private static MyRoom myRoom(ResultSet row, long userId) throws SQLException {
        RoomView room = room(row);
        long lastReadSeq = row.getLong("last_read_seq");
        List<UserView> members = room.members();
        return new MyRoom(
                room,
                row.getString("role"),
                room.seq() - lastReadSeq,
                row.getLong("mention_count"),
                Rows.longs(row, "mentions"),
                row.getObject("last_read_message_id", Long.class),
                lastReadSeq,
                row.getBoolean("muted"),
                members == null ? null : members.get(members.get(0).id() == userId ? 1 : 0));
    }

    private static RoomView room(ResultSet row) throws SQLException {
        return new RoomView(
                row.getLong("id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("topic"),
                row.getObject("created_by", Long.class),
                row.getLong("version"),
                Rows.instant(row, "bumped_at"),
                row.getInt("member_count"),
                row.getLong("seq"),
                lastMessage(row),
                row.getString("kind").equals(Room.DIRECT)
                        ? List.of(UserView.of(row, "low"), UserView.of(row, "high"))
                        : null);
    }

    private static @Nullable LastMessage lastMessage(ResultSet row) throws SQLException {
        long id = row.getLong("message_id");
        return row.wasNull()
                ? null
                : new LastMessage(
                        id,
                        new Words(id, row.getString("content")),
                        UserView.of(row, "author"),
                        Rows.instant(row, "message_created_at"),
                        row.getString("message_kind"),
                        Rows.instantOrNull(row, "message_deleted_at"));
    }
}
