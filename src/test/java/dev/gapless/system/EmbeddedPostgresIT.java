package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    private static final Path BINARIES = Path.of("target");

    @TempDir
    Path home;

    @Test
    void whatIsCommittedIsThereAtTheNextStart() throws Exception {
        try (EmbeddedPostgres first = start()) {
            first.createDatabase("gapless");
            run(first, "create table kept (n int)", "insert into kept values (42)");
        }
        try (EmbeddedPostgres second = start()) {
            second.createDatabase("gapless");
            assertThat(query(second, "select n from kept")).isEqualTo("42");
        }
    }

    @Test
    void itIsSetUpForLogicalDecodingAndDurableCommits() throws Exception {
        try (EmbeddedPostgres server = start()) {
            server.createDatabase("gapless");
            assertThat(query(server, "show wal_level")).isEqualTo("logical");
            assertThat(query(server, "show fsync")).isEqualTo("on");
            assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            run(server, "create extension pg_stat_statements");
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws Exception {
        try (EmbeddedPostgres server = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), "gapless", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("postgres.password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondServerOnTheSameHomeIsRefusedAndTheFirstGoesOn() throws Exception {
        try (EmbeddedPostgres first = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(DatabaseFailure.class)
                    .hasMessageContaining("Another server is running in " + home);
            first.createDatabase("gapless");
            assertThat(query(first, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void theServerOfAKilledPredecessorIsStoppedAndItsCommitsAreKept() throws Exception {
        EmbeddedPostgres orphan = start();
        orphan.createDatabase("gapless");
        run(orphan, "create table kept (n int)", "insert into kept values (42)");
        long pid = postmasterPid();
        orphan.abandon();

        try (EmbeddedPostgres successor = start()) {
            assertThat(postmasterPid()).isNotEqualTo(pid);
            assertThat(ProcessHandle.of(pid).flatMap(process -> process.info().command()))
                    .as("not running, though perhaps not yet collected by its parent")
                    .isEmpty();
            assertThat(query(successor, "select n from kept")).isEqualTo("42");
        }
    }

    @Test
    void aProcessThatMerelyHasTheNumberInThePidFileIsLetAlone() throws Exception {
        start().close();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    home.resolve("postgres/postmaster.pid"),
                    other.pid() + "\n" + home.resolve("postgres") + "\n1\n1\n\n127.0.0.1\n\nready\n");
            start().close();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void anInterruptedFirstStartLeavesNothingInTheWay() throws Exception {
        Files.createDirectories(home.resolve("postgres.new/base"));
        Files.writeString(home.resolve("postgres.new/PG_VERSION"), "18");
        start().close();
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedWithTheWayOut() throws Exception {
        start().close();
        Files.writeString(home.resolve("postgres/PG_VERSION"), "15\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("made by PostgreSQL 15, and this is 18");
    }

    @Test
    void settingsThatDoNotStartSayWhereToLook() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(home, BINARIES, 0, Map.of("shared_buffers", "nonsense")))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class,
                        failure -> assertThat(failure.action())
                                .contains(home.resolve("postgres.log").toString()));
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(home, BINARIES, 0, Map.of());
    }

    private long postmasterPid() throws IOException {
        return Long.parseLong(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static void run(EmbeddedPostgres server, String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("gapless"), server.username(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("gapless"), server.username(), server.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
