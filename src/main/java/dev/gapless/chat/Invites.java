package dev.gapless.chat;

import dev.gapless.account.Timestamp;
import dev.gapless.account.UserView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The invitations to rooms that are there; an invitation is good until it expires or is used up. */
@Repository
class Invites {
    private static final String SELECT = """
            select i.code, i.room_id, i.created_at, i.expires_at, i.max_uses, i.uses,
                   r.name, r.topic, r.member_count, %s
            from invites i
            join rooms r on r.id = i.room_id and r.deleted_at is null
            join users maker on maker.id = i.created_by
            """.formatted(UserView.columns("maker"));
    private static final String GOOD = " i.expires_at > :now and (i.max_uses is null or i.uses < i.max_uses) ";

    private final JdbcClient jdbc;

    Invites(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An invitation as those see it who may make some. */
    record Invite(
            String code,
            String url,
            long roomId,
            UserView createdBy,
            @Timestamp Instant createdAt,
            @Timestamp Instant expiresAt,
            @Nullable Integer maxUses,
            int uses) {}

    /** A room as those see it who are invited. */
    record Preview(long id, String name, String topic, int memberCount) {}

    /** An invitation as those see it who are invited. */
    record Invitation(Preview room, UserView by, boolean isMember) {}

    void insert(String code, long roomId, long maker, Instant now, Instant expires, @Nullable Integer maxUses) {
        jdbc.sql("""
                        insert into invites (code, room_id, created_by, created_at, expires_at, max_uses)
                        values (:code, :room, :maker, :now, :expires, :maxUses)
                        """)
                .param("code", code)
                .param("room", roomId)
                .param("maker", maker)
                .param("now", at(now))
                .param("expires", at(expires))
                .param("maxUses", maxUses)
                .update();
    }

    /** Those of a room that are good, the newest first. */
    List<Invite> of(long roomId, Instant now) {
        return jdbc.sql(SELECT + "where i.room_id = :room and" + GOOD + "order by i.created_at desc, i.code")
                .param("room", roomId)
                .param("now", at(now))
                .query((row, number) -> invite(row))
                .list();
    }

    /** Any, good or not. */
    Optional<Invite> find(String code) {
        return jdbc.sql(SELECT + "where i.code = :code")
                .param("code", code)
                .query((row, number) -> invite(row))
                .optional();
    }

    /** One that is good, for a user who may be a member already. */
    Optional<Invitation> preview(String code, long userId, Instant now) {
        return jdbc.sql(SELECT.replace(
                                "select ",
                                "select exists (select from members me where me.room_id = r.id and me.user_id = :user)"
                                        + " as is_member, ")
                        + "where i.code = :code and" + GOOD)
                .param("code", code)
                .param("user", userId)
                .param("now", at(now))
                .query((row, number) -> new Invitation(
                        new Preview(
                                row.getLong("room_id"),
                                row.getString("name"),
                                row.getString("topic"),
                                row.getInt("member_count")),
                        UserView.of(row, "maker"),
                        row.getBoolean("is_member")))
                .optional();
    }

    /** Uses one up a little; false when it is no longer good. Of many who come at once, no more succeed than it has uses. */
    boolean use(String code, Instant now) {
        return jdbc.sql("update invites i set uses = uses + 1 where i.code = :code and" + GOOD)
                        .param("code", code)
                        .param("now", at(now))
                        .update()
                == 1;
    }

    void delete(String code) {
        jdbc.sql("delete from invites where code = :code").param("code", code).update();
    }

    /** Forgets those of a room that expired. */
    void forgetExpired(long roomId, Instant now) {
        jdbc.sql("delete from invites where room_id = :room and expires_at <= :now")
                .param("room", roomId)
                .param("now", at(now))
                .update();
    }

    private static Invite invite(ResultSet row) throws SQLException {
        String code = row.getString("code");
        return new Invite(
                code,
                "/invite/" + code,
                row.getLong("room_id"),
                UserView.of(row, "maker"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "expires_at"),
                row.getObject("max_uses", Integer.class),
                row.getInt("uses"));
    }

    private static OffsetDateTime at(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
