package dev.gapless.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** People as others see them. */
@Repository
public class People {
    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The person with this id. */
    public Optional<UserView> find(long id) {
        return jdbc.sql("select " + UserView.columns("u") + " from users u where u.id = :id")
                .param("id", id)
                .query((row, number) -> UserView.of(row, "u"))
                .optional();
    }

    /**
     * The person with this id, who can have no other name or picture before the transaction ends. Whoever tells of people in
     * an event asks like this: so what is told is not older than a change that was told before.
     */
    public Optional<UserView> hold(long id) {
        return jdbc.sql("select " + UserView.columns("u") + " from users u where u.id = :id for key share")
                .param("id", id)
                .query((row, number) -> UserView.of(row, "u"))
                .optional();
    }

    /** Who is logged in, held as {@link #hold(long)} does. */
    public UserView hold(UserPrincipal user) {
        return hold(user.id()).orElseThrow();
    }

    /**
     * What others may know of a person.
     *
     * @param lastSeenAt null for someone who has never been here
     */
    record Known(UserView user, Instant createdAt, @Nullable Instant lastSeenAt) {}

    Optional<Known> know(long id) {
        return jdbc.sql("select " + UserView.columns("u") + ", created_at, last_seen_at from users u where u.id = :id")
                .param("id", id)
                .query((row, number) -> {
                    OffsetDateTime seen = row.getObject("last_seen_at", OffsetDateTime.class);
                    return new Known(
                            UserView.of(row, "u"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            seen == null ? null : seen.toInstant());
                })
                .optional();
    }

    /** The picture of this person. */
    Optional<Avatar> avatar(long id) {
        return jdbc.sql("select hash, content_type, image from avatars where user_id = :id")
                .param("id", id)
                .query((row, number) ->
                        new Avatar(row.getString("hash"), row.getString("content_type"), row.getBytes("image")))
                .optional();
    }

    /** Who is logged in. */
    public UserView get(UserPrincipal user) {
        return find(user.id()).orElseThrow();
    }
}
