package dev.gapless.account;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The logins of a user, as they stand in the tables of Spring Session. */
@Repository
class LoginSessions {
    private static final int MOST = 100;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    LoginSessions(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A login as its user sees it.
     *
     * @param id names the login; not the secret id of its session
     */
    record LoginView(
            String id,
            boolean current,
            String device,
            String address,
            @Timestamp Instant createdAt,
            @Timestamp Instant lastSeenAt) {}

    /** The present login, and the others as they were last used, latest first; the latest {@value #MOST} of many. */
    List<LoginView> list(UserPrincipal user) {
        return jdbc
                .sql("""
                        select s.creation_time, s.last_access_time, l.attribute_bytes as login, o.attribute_bytes as origin
                          from spring_session s
                          join spring_session_attributes l
                            on l.session_primary_id = s.primary_id and l.attribute_name = :login
                          left join spring_session_attributes o
                            on o.session_primary_id = s.primary_id and o.attribute_name = :origin
                         where s.principal_name = :user and s.expiry_time > :now
                         order by l.attribute_bytes = :present desc, s.last_access_time desc, s.primary_id
                         limit :most
                        """)
                .param("login", LoginRecord.ATTRIBUTE)
                .param("origin", LoginOrigin.ATTRIBUTE)
                .param("user", Long.toString(user.id()))
                .param("now", clock.millis())
                .param("present", bytes(user))
                .param("most", MOST)
                .query((row, number) -> view(row, user))
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable LoginView view(ResultSet row, UserPrincipal user) throws SQLException {
        UserPrincipal login = LoginRecord.parse(text(row, "login"));
        if (login == null) {
            return null; // nobody can be logged in with it
        }
        Instant created = Instant.ofEpochMilli(row.getLong("creation_time"));
        LoginOrigin known = LoginOrigin.parse(text(row, "origin"));
        LoginOrigin origin = known == null ? new LoginOrigin(created, "unknown", Device.UNKNOWN) : known;
        return new LoginView(
                login.session(),
                login.session().equals(user.session()),
                origin.device(),
                origin.address(),
                origin.at(),
                Instant.ofEpochMilli(row.getLong("last_access_time")));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Deletes the session of this login; false when there is none. */
    boolean delete(UserPrincipal login) {
        return jdbc.sql("""
                        delete from spring_session s
                         where s.principal_name = :user and exists (
                           select from spring_session_attributes a
                            where a.session_primary_id = s.primary_id and a.attribute_name = :login
                              and a.attribute_bytes = :bytes)
                        """)
                        .param("user", Long.toString(login.id()))
                        .param("login", LoginRecord.ATTRIBUTE)
                        .param("bytes", bytes(login))
                        .update()
                > 0;
    }

    /** Deletes the sessions of all logins of this user but the present one. */
    void deleteOthers(UserPrincipal present) {
        jdbc.sql("""
                        delete from spring_session s
                         where s.principal_name = :user and not exists (
                           select from spring_session_attributes a
                            where a.session_primary_id = s.primary_id and a.attribute_name = :login
                              and a.attribute_bytes = :bytes)
                        """)
                .param("user", Long.toString(present.id()))
                .param("login", LoginRecord.ATTRIBUTE)
                .param("bytes", bytes(present))
                .update();
    }

    private static byte[] bytes(UserPrincipal login) {
        return LoginRecord.text(login).getBytes(StandardCharsets.UTF_8);
    }
}
