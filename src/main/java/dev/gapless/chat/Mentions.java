package dev.gapless.chat;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who is mentioned by which message. Under the lock of the message's room, like the message itself. */
@Repository
class Mentions {
    private final JdbcClient jdbc;

    Mentions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes whom a message mentions: one statement, and none if it names nobody. Only members can be meant. */
    void insert(long messageId, long roomId, Mentioned mentioned) {
        if (mentioned.equals(Mentioned.NOBODY)) {
            return;
        }
        List<Integer> places = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int place = 0; place < mentioned.names().size(); place++) {
            for (String key : mentioned.names().get(place)) {
                places.add(place);
                keys.add(key);
            }
        }
        jdbc.sql("""
                        insert into mentions (message_id, room_id, user_id)
                        select :message, :room, 0 where :everybody
                        union
                        select :message, :room, meant.user_id
                        from (select distinct on (n.place) m.user_id
                              from unnest(cast(:places as int[]), cast(:keys as text[])) with ordinality n (place, key, rank)
                              join users u on u.username_key = n.key
                              join members m on m.room_id = :room and m.user_id = u.id
                              order by n.place, n.rank) meant
                        """)
                .param("message", messageId)
                .param("room", roomId)
                .param("everybody", mentioned.room())
                .param("places", places.toArray(Integer[]::new))
                .param("keys", keys.toArray(String[]::new))
                .update();
    }

    void delete(long messageId) {
        jdbc.sql("delete from mentions where message_id = :message")
                .param("message", messageId)
                .update();
    }
}
