package dev.gapless.chat;

import dev.gapless.account.ProfileListener;
import dev.gapless.account.UserView;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells everybody who shares a room with someone, and the person's own devices, how that person shows up now. */
@Component
class ProfileNews implements ProfileListener {
    private final JdbcClient jdbc;
    private final Announcer announcer;

    ProfileNews(JdbcClient jdbc, Announcer announcer) {
        this.jdbc = jdbc;
        this.announcer = announcer;
    }

    /** @implNote The change has locked the user's row, so the user comes into no other room meanwhile. */
    @Override
    public void changed(UserView user) {
        List<String> topics = new ArrayList<>();
        topics.add(Topics.user(user.id()));
        jdbc.sql("""
                        select me.room_id from members me join rooms r on r.id = me.room_id and r.deleted_at is null
                        where me.user_id = :user order by me.room_id
                        """)
                .param("user", user.id())
                .query((row, number) -> Topics.room(row.getLong("room_id")))
                .list()
                .forEach(topics::add);
        announcer.append(topics, List.of(), new ChatEvent.ProfileChanged(new ChatEvent.Profile(user)));
    }
}
