package dev.gapless.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What was said in a room, page by page: two statements a page, however long it is. */
@Repository
class History {
    private static final String MESSAGES = MessageList.SELECT + "where m.room_id = :room and m.id ";
    private static final String OLDER = MESSAGES + "< :id order by m.id desc limit :limit";
    private static final String NEWER = MESSAGES + "> :id order by m.id limit :limit";
    private static final String OLDER_AND_NEWER =
            "(" + MESSAGES + ">= :id order by m.id limit :limit) union all (" + OLDER + ")";

    private final JdbcClient jdbc;
    private final MessageList list;

    History(JdbcClient jdbc, MessageList list) {
        this.list = list;
        this.jdbc = jdbc;
    }

    /**
     * Which messages of a room.
     *
     * @param id any number; it need not be a message's id unless the messages are to be around it
     */
    record Window(Direction direction, long id) {
        static final Window NEWEST = new Window(Direction.BEFORE, Long.MAX_VALUE);

        Window {
            id = Math.clamp(id, 0, Long.MAX_VALUE - 1);
        }
    }

    enum Direction {
        /** The newest of those with smaller ids. */
        BEFORE(OLDER),
        /** The oldest of those with greater ids. */
        AFTER(NEWER),
        /** The message itself, with what was said before and after it. */
        AROUND(OLDER_AND_NEWER);

        private final String sql;

        Direction(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Messages without a gap between them, newest first.
     *
     * @param olderThan set when there are older ones: the id to ask for what is before
     * @param newerThan set when there are newer ones: the id to ask for what is after
     */
    record Stretch(
            List<MessageView> messages,
            @Nullable Long olderThan,
            @Nullable Long newerThan) {}

    /**
     * Reads a part of a room's history. Every message tells the room as it is in the statement
     * that finds it, so none is missing from the page while its version is told.
     */
    @Transactional(readOnly = true)
    public Stretch read(long roomId, long userId, Window window, int limit) {
        Bounds bounds = jdbc.sql("""
                        select coalesce(r.last_message_id, 0) as newest,
                               coalesce((select min(id) from messages where room_id = r.id), 0) as oldest
                        from members me join rooms r on r.id = me.room_id and r.deleted_at is null
                        where me.room_id = :room and me.user_id = :user
                        """)
                .param("room", roomId)
                .param("user", userId)
                .query((row, rowNumber) -> new Bounds(row.getLong("oldest"), row.getLong("newest")))
                .optional()
                .orElseThrow(Refused::noSuchRoom);
        List<MessageView> found = fetch(roomId, userId, window, limit);
        return bounds.around(window.direction == Direction.AROUND ? middle(found, window.id, limit) : found, window);
    }

    /** Newest first, in whatever order the statement finds them. */
    private List<MessageView> fetch(long roomId, long userId, Window window, int limit) {
        List<MessageView> found = new ArrayList<>(jdbc.sql(window.direction.sql)
                .param("room", roomId)
                .param("me", userId)
                .param("id", window.id)
                .param("limit", limit)
                .query(list.mapper())
                .list());
        found.sort(Comparator.comparingLong(MessageView::id).reversed());
        return found;
    }

    /** The anchor with about as many on either side; where one side is short, the other makes up for it. */
    private static List<MessageView> middle(List<MessageView> found, long anchor, int limit) {
        int newer = 0;
        while (newer < found.size() && found.get(newer).id() > anchor) {
            newer++;
        }
        if (newer == found.size() || found.get(newer).id() != anchor) {
            throw Refused.noSuchMessageInRoom();
        }
        int start = Math.max(0, Math.min(newer - (limit - 1) / 2, found.size() - limit));
        return found.subList(start, Math.min(found.size(), start + limit));
    }

    /** A room's first and last message; 0 when it has none. */
    private record Bounds(long oldest, long newest) {

        Stretch around(List<MessageView> messages, Window window) {
            // Of an empty stretch, what is older begins below the asked id, or with it when only newer ones were asked
            // for.
            long edge = window.direction == Direction.AFTER ? window.id + 1 : window.id;
            long above = messages.isEmpty() ? edge - 1 : messages.getFirst().id();
            long below = messages.isEmpty() ? edge : messages.getLast().id();
            return new Stretch(messages, oldest != 0 && oldest < below ? below : null, newest > above ? above : null);
        }
    }
}
