package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Finds messages by their words, in the rooms of who asks: at most five statements a page.
 *
 * <p>There are two ways to find the newest, each of them slow where the other is fast. The index of words has to look at
 * all messages with a word before it knows the newest ones: of a million messages, 100 000 with the word take 0.6 to 1.1 s,
 * 50 with the word take next to nothing. Walking back from the newest message meets a common word at once, and a rare
 * one after the million. So a bounded walk comes first, which takes 25 ms. If it does not fill the page, the word is
 * rare, at least lately, and the index is asked, together with that of the rooms: it takes 0.2 s when 100 000 messages
 * with the word are all in other rooms. (Measured on a busy machine of two cores.)
 */
@Repository
class MessageSearch {
    /** So many messages are looked at before the index is asked. */
    private static final int WALK = 10_000;

    private static final String MATCHES =
            "m.words @@ to_tsquery('simple', :words) and m.room_id = any(:rooms) and m.kind = 'text' and m.deleted_at is null";

    /** By the index of ids, or those of a room's or an author's; it stops as soon as the page is full. */
    private static final String WALKING = """
            select m.id
            from (select * from messages x where x.id < :before %s order by x.id desc limit :walk) m
            where\s""" + MATCHES + " order by m.id desc limit :limit";

    /** The sum keeps the planner from walking. */
    private static final String INDEXED = "select m.id from messages m where m.id < :before %s and " + MATCHES
            + " order by m.id + 0 desc limit :limit";

    /** Marks that no text contains: begin and end of a hit, and what stands in for what separates words. */
    private static final char HIT = '\u0001';

    private static final char END = '\u0002';
    private static final String SEPARATORS = "\u0003\u0004\u0005";

    private static final String EXCERPTS = """
            select m.id, r.name, r.kind,
                   translate(ts_headline('simple', translate(m.content, '<>/', :separators),
                                         to_tsquery('simple', :words), :options), :separators, '<>/') as excerpt
            from messages m join rooms r on r.id = m.room_id
            where m.id = any(:ids)
            """;
    private static final String OPTIONS = "StartSel=" + HIT + ", StopSel=" + END
            + ", MaxFragments=2, MaxWords=30, MinWords=10, ShortWord=0, " + "FragmentDelimiter=\" … \"";

    private final JdbcClient jdbc;
    private final MessageList list;

    MessageSearch(JdbcClient jdbc, MessageList list) {
        this.jdbc = jdbc;
        this.list = list;
    }

    /**
     * What to look for.
     *
     * @param words as {@link SearchQuery} has them
     * @param roomId in this room alone; null for all of the user's
     * @param authorId of this author alone; null for all
     * @param before with smaller ids than this
     */
    record Wanted(
            String words, @Nullable Long roomId, @Nullable Long authorId, long before) {}

    /** A message, where it is, and the part of it that was looked for. */
    record Found(MessageView message, Place room, List<Piece> excerpt) {}

    record Place(long id, String name, String kind) {}

    /** A piece of an excerpt; hit if it is what was looked for. */
    record Piece(String text, boolean hit) {}

    /** The newest first. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public List<Found> find(UserPrincipal user, Wanted wanted, int limit) {
        Long[] rooms = rooms(user, wanted.roomId);
        List<Long> ids = ids(WALKING, "x", rooms, wanted, limit);
        if (ids.size() < limit) {
            ids = ids(INDEXED, "m", rooms, wanted, limit);
        }
        return ids.isEmpty() ? List.of() : read(user, ids, wanted.words);
    }

    private Long[] rooms(UserPrincipal user, @Nullable Long only) {
        List<Long> rooms = jdbc.sql("""
                        select m.room_id from members m join rooms r on r.id = m.room_id and r.deleted_at is null
                        where m.user_id = :user and (cast(:only as bigint) is null or m.room_id = :only)
                        """)
                .param("user", user.id())
                .param("only", only)
                .query((row, number) -> row.getLong(1))
                .list();
        if (only != null && rooms.isEmpty()) {
            throw Refused.noSuchRoom();
        }
        return rooms.toArray(Long[]::new);
    }

    private List<Long> ids(String sql, String alias, Long[] rooms, Wanted wanted, int limit) {
        String filter = (wanted.roomId == null ? "" : " and " + alias + ".room_id = :room")
                + (wanted.authorId == null ? "" : " and " + alias + ".author_id = :author");
        StatementSpec statement = jdbc.sql(sql.formatted(filter))
                .param("words", wanted.words)
                .param("rooms", rooms)
                .param("before", wanted.before)
                .param("walk", WALK)
                .param("limit", limit);
        if (wanted.roomId != null) {
            statement = statement.param("room", wanted.roomId);
        }
        if (wanted.authorId != null) {
            statement = statement.param("author", wanted.authorId);
        }
        return statement.query((row, number) -> row.getLong(1)).list();
    }

    private List<Found> read(UserPrincipal user, List<Long> ids, String words) {
        record Around(String room, String kind, String excerpt) {}
        Long[] all = ids.toArray(Long[]::new);
        Map<Long, Around> around = new HashMap<>();
        jdbc.sql(EXCERPTS)
                .param("ids", all)
                .param("words", words)
                .param("separators", SEPARATORS)
                .param("options", OPTIONS)
                .query(row -> {
                    around.put(
                            row.getLong("id"),
                            new Around(row.getString("name"), row.getString("kind"), row.getString("excerpt")));
                });
        List<MessageView> messages = new ArrayList<>(jdbc.sql(MessageList.SELECT + "where m.id = any(:ids)")
                .param("ids", all)
                .param("me", user.id())
                .query(list.mapper())
                .list());
        messages.sort(Comparator.comparingLong(MessageView::id).reversed());
        return messages.stream()
                .map(message -> {
                    Around here = Objects.requireNonNull(around.get(message.id()));
                    Place room = new Place(message.room().id(), here.room, here.kind);
                    return new Found(message, room, pieces(here.excerpt));
                })
                .toList();
    }

    /** Every hit begins with its mark; what is behind its end is none. */
    static List<Piece> pieces(String excerpt) {
        List<Piece> pieces = new ArrayList<>();
        boolean hit = false;
        int start = 0;
        for (int i = 0; i <= excerpt.length(); i++) {
            if (i == excerpt.length() || excerpt.charAt(i) == HIT || excerpt.charAt(i) == END) {
                if (i > start) {
                    pieces.add(new Piece(excerpt.substring(start, i), hit));
                }
                hit = i < excerpt.length() && excerpt.charAt(i) == HIT;
                start = i + 1;
            }
        }
        return pieces;
    }
}
