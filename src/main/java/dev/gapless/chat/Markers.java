package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How far members have read, and whether they want to hear of a room. That is each member's own affair: nothing here
 * takes the room's lock, so that many may read while one writes.
 */
@Repository
class Markers {
    private final JdbcClient jdbc;

    Markers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How far a member has read, and what is left. */
    record Unread(
            long unreadCount,
            long mentionCount,
            List<Long> unreadMentions,
            @Nullable Long lastReadMessageId,
            long lastReadSeq) {}

    /**
     * A member's place in a room.
     *
     * @param ofMessage whether the message that was asked about is one of the room
     */
    record Place(UserView user, int memberCount, boolean ofMessage, Unread unread) {}

    /** Someone who has read a message. */
    record Receipt(UserView user, long lastReadMessageId) {}

    /** The member has read up to this message of the room. False, and nothing has changed, if it is none or had been read. */
    boolean move(long roomId, long userId, long messageId) {
        return jdbc.sql("""
                        update members me set last_read_message_id = m.id, last_read_seq = m.seq
                        from messages m, rooms r
                        where me.room_id = :room and me.user_id = :user and coalesce(me.last_read_message_id, 0) < m.id
                          and m.id = :message and m.room_id = me.room_id
                          and r.id = me.room_id and r.deleted_at is null
                        """)
                        .param("room", roomId)
                        .param("user", userId)
                        .param("message", messageId)
                        .update()
                > 0;
    }

    /** Where a member stands; empty when the user is none of the room. */
    Optional<Place> find(long roomId, long userId, long messageId) {
        return place("", roomId, userId, messageId);
    }

    /** The same in a transaction that tells of it: see {@link People#hold}. */
    Optional<Place> hold(long roomId, long userId, long messageId) {
        return place("for key share", roomId, userId, messageId);
    }

    private Optional<Place> place(String lock, long roomId, long userId, long messageId) {
        return jdbc.sql("""
                        select me.last_read_message_id, me.last_read_seq, r.seq, r.member_count,
                               unread.mentions, unread.mention_count, %s,
                               exists (select from messages m where m.id = :message and m.room_id = me.room_id) as of_message
                        from members me
                        join rooms r on r.id = me.room_id and r.deleted_at is null
                        join lateral (select * from users where id = me.user_id %s) u on true
                        %s
                        where me.room_id = :room and me.user_id = :user
                        """.formatted(UserView.columns("u"), lock, RoomList.UNREAD_MENTIONS))
                .param("room", roomId)
                .param("user", userId)
                .param("message", messageId)
                .query((row, number) -> place(row))
                .optional();
    }

    private static Place place(ResultSet row) throws SQLException {
        long lastReadSeq = row.getLong("last_read_seq");
        return new Place(
                UserView.of(row, "u"),
                row.getInt("member_count"),
                row.getBoolean("of_message"),
                new Unread(
                        row.getLong("seq") - lastReadSeq,
                        row.getLong("mention_count"),
                        Rows.longs(row, "mentions"),
                        row.getObject("last_read_message_id", Long.class),
                        lastReadSeq));
    }

    /** Which other members have read up to this message, by username. */
    List<Receipt> receipts(long roomId, long userId, long messageId) {
        return jdbc.sql("""
                        select other.last_read_message_id, %s
                        from members other join users u on u.id = other.user_id
                        where other.room_id = :room and other.user_id <> :user and other.last_read_message_id >= :message
                        order by u.username_key
                        """.formatted(UserView.columns("u")))
                .param("room", roomId)
                .param("user", userId)
                .param("message", messageId)
                .query((row, number) -> new Receipt(UserView.of(row, "u"), row.getLong("last_read_message_id")))
                .list();
    }

    /** False, and nothing has changed, if that is how it was, or the user is no member of the room. */
    boolean mute(long roomId, long userId, boolean muted) {
        return jdbc.sql("""
                        update members me set muted = :muted from rooms r
                        where me.room_id = :room and me.user_id = :user and me.muted <> :muted
                          and r.id = me.room_id and r.deleted_at is null
                        """)
                        .param("room", roomId)
                        .param("user", userId)
                        .param("muted", muted)
                        .update()
                > 0;
    }

    boolean member(long roomId, long userId) {
        return jdbc.sql("""
                        select exists (select from members me join rooms r on r.id = me.room_id and r.deleted_at is null
                                        where me.room_id = :room and me.user_id = :user)
                        """)
                .param("room", roomId)
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }
}
