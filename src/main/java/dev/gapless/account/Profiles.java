package dev.gapless.account;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How people show themselves. A change is told to others in its own transaction; what changes nothing is not told. */
@Component
class Profiles {
    private final JdbcClient jdbc;
    private final People people;
    private final NameWords words;
    private final RateLimits limits;
    private final List<ProfileListener> listeners;

    Profiles(JdbcClient jdbc, People people, NameWords words, RateLimits limits, List<ProfileListener> listeners) {
        this.jdbc = jdbc;
        this.people = people;
        this.words = words;
        this.limits = limits;
        this.listeners = listeners;
    }

    /**
     * Gives a user another name.
     *
     * @param name null for the username
     */
    @Transactional
    public UserView call(UserPrincipal user, @Nullable String name) {
        lock(user);
        int changed = jdbc.sql("""
                        update users set display_name = cast(:name as text)
                         where id = :id and display_name is distinct from cast(:name as text)
                        """).param("name", name).param("id", user.id()).update();
        if (changed > 0) {
            words.put(user.id(), user.username(), name);
        }
        return told(user, changed);
    }

    /** Gives a user this picture in place of another. */
    @Transactional
    public UserView show(UserPrincipal user, Avatar picture) {
        lock(user);
        int changed = refer(user, picture.hash());
        jdbc.sql("""
                        insert into avatars (user_id, hash, content_type, image) values (:user, :hash, :type, :image)
                        on conflict (user_id) do update
                          set hash = excluded.hash, content_type = excluded.content_type, image = excluded.image
                        """)
                .param("user", user.id())
                .param("hash", picture.hash())
                .param("type", picture.contentType())
                .param("image", picture.image())
                .update();
        return told(user, changed);
    }

    /** Takes a user's picture away, if there is one. */
    @Transactional
    public UserView hide(UserPrincipal user) {
        lock(user);
        int changed = refer(user, null);
        if (changed > 0) {
            jdbc.sql("delete from avatars where user_id = ?").param(user.id()).update();
        }
        return told(user, changed);
    }

    /**
     * One change of a user after the other, and none while somebody tells of them ({@link People#hold}). An update alone
     * would not wait for those.
     */
    private void lock(UserPrincipal user) {
        jdbc.sql("select id from users where id = ? for update")
                .param(user.id())
                .query(Long.class)
                .single();
    }

    private int refer(UserPrincipal user, @Nullable String hash) {
        return jdbc.sql("""
                        update users set avatar = cast(:hash as text)
                         where id = :id and avatar is distinct from cast(:hash as text)
                        """).param("hash", hash).param("id", user.id()).update();
    }

    private UserView told(UserPrincipal user, int changed) {
        UserView now = people.get(user);
        if (changed > 0) {
            limits.profile(user.id());
            listeners.forEach(listener -> listener.changed(now));
        }
        return now;
    }
}
