package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserView;
import dev.gapless.chat.MessageView.Quote;
import dev.gapless.chat.MessageView.Reaction;
import dev.gapless.chat.MessageView.RoomState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Messages as members see them, with all that hangs on them: one statement, however many messages. */
@Repository
class MessageList {
    /** So many who chose an emoji are named. */
    static final int MOST_NAMED = 50;

    /**
     * Reads messages {@code m} of rooms {@code r}, for the parameter {@code me}; what comes behind begins with
     * {@code where}. The room is told as it is when the messages are read.
     */
    static final String SELECT = select("");

    /** The same for events: nobody who is named can have another name or picture before the transaction ends. */
    private static final String HELD = select("for key share");

    private static final TypeReference<List<Reaction>> REACTIONS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    MessageList(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static String select(String lock) {
        return """
            select m.id, m.content, m.created_at, m.seq, m.kind, m.edited_at, m.deleted_at, m.pinned_at, m.mentions_room,
                   r.id as room_id, r.version as room_version, r.bumped_at as room_bumped_at, r.seq as room_seq,
                   q.id as quote_id, q.content as quote_content, q.deleted_at as quote_deleted_at, %s, %s,
                   (select array_agg(x.user_id order by x.user_id) from mentions x
                     where x.message_id = m.id and x.user_id > 0) as mentions,
                   (select json_agg(json_build_object('emoji', c.emoji, 'count', c.count, 'user_ids', x.user_ids, 'mine',
                             exists (select from reactions my
                                      where my.message_id = m.id and my.emoji = c.emoji and my.user_id = :me))
                             order by x.first, c.emoji)
                      from reaction_counts c
                      cross join lateral (
                        select min(f.created_at) as first, array_agg(f.user_id order by f.created_at, f.user_id) as user_ids
                          from (select created_at, user_id from reactions
                                 where message_id = c.message_id and emoji = c.emoji
                                 order by created_at, user_id limit %d) f) x
                     where c.message_id = m.id) as reactions
            from messages m
            join rooms r on r.id = m.room_id
            join lateral (select * from users where id = m.author_id %s) author on true
            left join messages q on q.id = m.reply_to
            left join lateral (select * from users where id = q.author_id %s) quoted on true
            """.formatted(UserView.columns("author"), UserView.columns("quoted"), MOST_NAMED, lock, lock);
    }

    /**
     * A message in a transaction that tells of it, or of something in its room, which the caller has locked or need not. See
     * {@link People#hold}.
     */
    MessageView get(long messageId, long userId) {
        return jdbc.sql(HELD + "where m.id = :id")
                .param("id", messageId)
                .param("me", userId)
                .query(mapper())
                .single();
    }

    /** Reads the rows of {@link #SELECT}. */
    RowMapper<MessageView> mapper() {
        return (row, number) -> message(row);
    }

    private MessageView message(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        return new MessageView(
                id,
                new Words(id, row.getString("content")),
                UserView.of(row, "author"),
                new RoomState(
                        row.getLong("room_id"),
                        row.getLong("room_version"),
                        Rows.instant(row, "room_bumped_at"),
                        row.getLong("room_seq")),
                Rows.instant(row, "created_at"),
                row.getLong("seq"),
                row.getString("kind"),
                Rows.instantOrNull(row, "edited_at"),
                Rows.instantOrNull(row, "deleted_at"),
                quote(row),
                reactions(row.getString("reactions")),
                Rows.longs(row, "mentions"),
                row.getBoolean("mentions_room"),
                Rows.instantOrNull(row, "pinned_at"));
    }

    private static @Nullable Quote quote(ResultSet row) throws SQLException {
        long id = row.getLong("quote_id");
        return row.wasNull()
                ? null
                : new Quote(
                        id,
                        new Words(id, row.getString("quote_content")),
                        UserView.of(row, "quoted"),
                        Rows.instantOrNull(row, "quote_deleted_at"));
    }

    private List<Reaction> reactions(@Nullable String text) {
        return text == null ? List.of() : json.readValue(text, REACTIONS);
    }
}
