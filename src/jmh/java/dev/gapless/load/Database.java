package dev.gapless.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server's embedded database: fills it with users, and counts what is asked of it. */
final class Database implements AutoCloseable {
    private static final String COUNTS = """
            select query, sum(calls) from pg_stat_statements join pg_database d on d.oid = dbid
            where datname = current_database() and query not like '%pg_stat_statements%' group by query""";

    private final Connection connection;

    /** @param home the server's directory */
    Database(Path home) throws IOException, SQLException {
        String port = Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip();
        String password = Files.readString(home.resolve("postgres.password")).strip();
        connection =
                DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/gapless", "gapless", password);
        execute("create extension if not exists pg_stat_statements");
    }

    /** Makes users, each with a room of its own and all of them in {@code room}; their ids. */
    List<Long> addUsers(int count, long room) throws SQLException {
        execute("""
                insert into users (username, username_key, password_hash, created_at)
                select 'load' || n, 'load' || n, '-', now() from generate_series(1, %d) n""".formatted(count));
        execute("""
                insert into rooms (name, name_key, version, member_count, created_at, bumped_at)
                select username, username_key, 1, 1, now(), now() from users where username like 'load%'""");
        execute("""
                insert into members (room_id, user_id, role, joined_at)
                select r.id, u.id, 'owner', now() from users u join rooms r on r.name_key = u.username_key
                where username like 'load%'""");
        execute("""
                insert into members (room_id, user_id, role, joined_at)
                select %d, id, 'member', now() from users where username like 'load%%'""".formatted(room));
        execute("update rooms set member_count = member_count + %d where id = %d".formatted(count, room));
        execute("analyze");
        List<Long> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select id from users where username like 'load%' order by id")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** How many users the server has noted as gone since. */
    long seenSince(Instant time) {
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from users where username like 'load%' and last_seen_at >= ?")) {
            statement.setObject(1, time.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often each statement has been executed, by anyone. */
    Map<String, Long> statementCounts() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COUNTS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    /** What has been executed since, and how often. */
    Map<String, Long> statementsSince(Map<String, Long> before) throws SQLException {
        Map<String, Long> more = new HashMap<>();
        statementCounts().forEach((query, count) -> {
            long times = count - before.getOrDefault(query, 0L);
            if (times > 0) {
                more.put(query, times);
            }
        });
        return more;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
