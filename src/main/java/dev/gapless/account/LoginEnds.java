package dev.gapless.account;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.StreamPosition;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The logins that have ended. A connection token is checked without asking the database, so whoever checks one has to
 * know them: from the events in {@link SessionsEnded#TOPIC}, and from here when it starts or has lost its place. They are
 * kept for as long as a token lives.
 */
@Component
public class LoginEnds {
    /** A token that was being made while its login ended lives a little longer than the others. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final EventLog events;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Duration kept;

    LoginEnds(
            JdbcClient jdbc,
            EventLog events,
            JsonMapper json,
            InstantSource clock,
            @Value("${gapless.gateway.token-ttl:1h}") Duration tokenLife) {
        this.jdbc = jdbc;
        this.events = events;
        this.json = json;
        this.clock = clock;
        this.kept = tokenLife.plus(MARGIN);
    }

    /** What ended, and when. */
    public record Ended(SessionsEnded what, Instant at) {}

    /**
     * What has ended lately.
     *
     * @param position all ends up to here are in the list; later ones are events after it, and may be in the list, too
     */
    public record Known(StreamPosition position, List<Ended> ends) {}

    /**
     * Reads all that still matter.
     *
     * @throws RuntimeException when the database or the event log does not answer
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Known known() {
        StreamPosition position = events.visiblePosition();
        List<Ended> ends = jdbc.sql(
                        "select user_id, login, except_login, ended_at from ended_logins where ended_at >= ?"
                                + " order by ended_at")
                .param(Timestamp.from(clock.instant().minus(kept)))
                .query((row, number) -> new Ended(
                        new SessionsEnded(
                                row.getLong("user_id"), row.getString("login"), row.getString("except_login")),
                        row.getTimestamp("ended_at").toInstant()))
                .list();
        return new Known(position, ends);
    }

    /** Writes an end down and announces it, both in the caller's transaction. */
    void add(SessionsEnded ended) {
        Instant now = clock.instant();
        insert(ended, now);
        events.append(Event.of(List.of(SessionsEnded.TOPIC), json.writeValueAsBytes(ended)));
    }

    /** Each end takes a few away that no longer matter, so that there are never many; and none waits for another. */
    private void insert(SessionsEnded ended, Instant now) {
        jdbc.sql("""
                        with forgotten as (
                          delete from ended_logins where id in (
                            select id from ended_logins where ended_at < :before
                             order by ended_at limit 10 for update skip locked))
                        insert into ended_logins (user_id, login, except_login, ended_at)
                        values (:user, :login, :except, :now)
                        """)
                .param("before", Timestamp.from(now.minus(kept)))
                .param("user", ended.user())
                .param("login", ended.session())
                .param("except", ended.except())
                .param("now", Timestamp.from(now))
                .update();
    }
}
