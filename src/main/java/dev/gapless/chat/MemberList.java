package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gapless.account.Presence;
import dev.gapless.account.Timestamp;
import dev.gapless.account.UserView;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Who is in a room, page by page. */
@Repository
class MemberList {
    /** Behind all that begins with the text before it. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final String MEMBERS = """
            select me.role, me.joined_at, u.last_seen_at, u.username_key, %s
              from members me join users u on u.id = me.user_id
             where me.room_id = :room and u.username_key > :after
            """.formatted(UserView.columns("u"));
    private static final String PAGE = " order by u.username_key limit :limit";

    private static final String ALL = MEMBERS + PAGE;

    /** By the index of words, and once who is found by several. */
    static final String FOUND = MEMBERS + """
            and me.user_id in (select w.user_id from name_words w where w.word >= :from and w.word < :to)
            """ + PAGE;

    private final JdbcClient jdbc;
    private final Members members;
    private final ObjectProvider<Presence> presence;

    MemberList(JdbcClient jdbc, Members members, ObjectProvider<Presence> presence) {
        this.jdbc = jdbc;
        this.members = members;
        this.presence = presence;
    }

    /**
     * A member.
     *
     * @param lastSeenAt null for who has never been here
     * @param key the username as it is compared
     */
    record Entry(
            UserView user,
            String role,
            @Timestamp Instant joinedAt,
            boolean online,
            @Nullable @Timestamp Instant lastSeenAt,
            @JsonIgnore String key) {
        Entry asOnline() {
            return new Entry(user, role, joinedAt, true, lastSeenAt, key);
        }
    }

    /**
     * Members in the order of their usernames.
     *
     * @param asking who has to be one of them
     * @param query what a word of the username or display name begins with; empty for all
     * @param after the username, as it is compared, behind which to begin; empty for the first page
     */
    List<Entry> page(long roomId, long asking, String query, String after, int limit) {
        if (members.role(roomId, asking).isEmpty()) {
            throw Refused.noSuchRoom();
        }
        List<Entry> found = find(roomId, Text.folded(query), after, limit);
        Set<Long> online = online(found);
        return found.stream()
                .map(entry -> online.contains(entry.user.id()) ? entry.asOnline() : entry)
                .toList();
    }

    private List<Entry> find(long roomId, String query, String after, int limit) {
        StatementSpec statement = jdbc.sql(query.isEmpty() ? ALL : FOUND)
                .param("room", roomId)
                .param("after", after)
                .param("limit", limit);
        if (!query.isEmpty()) {
            statement = statement.param("from", query).param("to", query + LAST);
        }
        return statement
                .query((row, number) -> new Entry(
                        UserView.of(row, "u"),
                        row.getString("role"),
                        Rows.instant(row, "joined_at"),
                        false,
                        Rows.instantOrNull(row, "last_seen_at"),
                        row.getString("username_key")))
                .list();
    }

    private Set<Long> online(List<Entry> found) {
        List<Long> ids = found.stream().map(entry -> entry.user.id()).toList();
        return presence.stream()
                .flatMap(connected -> connected.online(ids).stream())
                .collect(Collectors.toSet());
    }
}
