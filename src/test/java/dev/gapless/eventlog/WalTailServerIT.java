package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import dev.gapless.system.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What happens to the server happens to all its databases, so here each test has a server of its own. */
class WalTailServerIT {
    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // by start
    private EmbeddedPostgres server;

    @SuppressWarnings("NullAway.Init") // by start
    private LogFixture db;

    @AfterEach
    void close() {
        if (db != null) {
            db.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aRestartOfPostgresLosesNothingAndBeginsNothingAnew() {
        start(Map.of());
        Following one = db.follow("one");
        for (int i = 0; i < 20; i++) {
            db.append(Integer.toString(i));
        }
        await().until(() -> one.sink().published.size() == 20);

        server.close();
        await().until(() -> one.tail().state() == WalTail.State.RECONNECTING);
        // The pool's connections have died with the server, and this is about the tail, not about how a pool notices.
        db.pool.getHikariPoolMXBean().softEvictConnections();
        server = EmbeddedPostgres.start(home, Path.of("target"), server.port(), Map.of());
        for (int i = 20; i < 40; i++) {
            db.append(Integer.toString(i));
        }
        await().until(() -> one.sink().published.size() == 40);
        await().until(() -> one.tail().state() == WalTail.State.FOLLOWING);
        assertThat(one.sink().data().getLast()).isEqualTo("39");
        assertThat(one.sink().violations).isEmpty();
        assertThat(one.sink().begun).hasSize(1);

        one.tail().stop();
        assertThat(db.follow("one").sink().published).isEqualTo(one.sink().published);
    }

    @Test
    void aTailThatTrailsBehindDoesNotHoldUpTheServersShutdown() {
        start(Map.of());
        Following one = db.follow("one");
        db.append("\"event\"");
        await().until(() -> one.sink().published.size() == 1);
        db.pool.close();
        long before = System.nanoTime();
        server.close();
        // A receiver that is waited for makes a fast shutdown run into its time limit of 20 s.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        server = EmbeddedPostgres.start(home, Path.of("target"), server.port(), Map.of());
    }

    /** A commit that waits for a standby is in the WAL, and not yet visible to anyone: the gap, held open. */
    @Test
    void aPositionStaysBeforeAnEventThatIsPublishedButNotYetVisible() throws Exception {
        start(Map.of("synchronous_standby_names", "nobody", "synchronous_commit", "local"));
        Following one = db.follow("one");
        db.jdbc.sql("create table counter (n int)").update();
        db.append("\"visible\"");
        Thread writer = new Thread(() -> db.transaction.executeWithoutResult(status -> {
            db.jdbc.sql("set local synchronous_commit = on").update();
            db.jdbc.sql("insert into counter values (1)").update();
            db.log.append(Event.of(List.of("room:7"), "\"invisible\"".getBytes(StandardCharsets.UTF_8)));
        }));
        writer.start();
        await().until(() -> one.sink().data().contains("\"invisible\""));
        db.append("\"later\"");
        await().until(() -> one.sink().data().contains("\"later\""));

        record State(long position, int rows) {}
        State state = db.inSnapshot(() -> new State(
                db.log.visiblePosition().offset(),
                db.jdbc.sql("select count(*) from counter").query(Integer.class).single()));
        assertThat(state.rows()).isZero();
        assertThat(state.position())
                .isGreaterThanOrEqualTo(one.sink().published.get(0).offset())
                .isLessThan(one.sink().published.get(1).offset());

        await().until(() -> !db.jdbc
                .sql("select pg_cancel_backend(pid)::text from pg_stat_activity where wait_event = 'SyncRep'")
                .query()
                .listOfRows()
                .isEmpty());
        writer.join();
        assertThat(db.visiblePosition().offset())
                .isGreaterThanOrEqualTo(one.sink().published.get(2).offset());
    }

    @Test
    void aDatabaseThatWasRestoredFromABackupIsAnotherEpoch() throws Exception {
        start(Map.of());
        Following before = db.follow("one");
        db.append("\"in the backup\"");
        await().until(() -> before.sink().published.size() == 1);
        before.tail().stop();
        db.close();
        server.close();
        Path restored = home.resolveSibling("restored");
        try {
            copy(home, restored);
            Files.createFile(restored.resolve("postgres/recovery.signal"));
            server = EmbeddedPostgres.start(restored, Path.of("target"), 0, Map.of("restore_command", "false"));
            db = new LogFixture(server.jdbcUrl("gapless"), server.username(), server.password());
            await().ignoreExceptions()
                    .until(() -> db.jdbc
                            .sql("select not pg_is_in_recovery()")
                            .query(Boolean.class)
                            .single());
            Following after = db.follow("one");
            assertThat(after.sink().begun.getFirst().epoch())
                    .isNotEqualTo(before.sink().begun.getFirst().epoch());
            db.append("\"after the restore\"");
            await().until(() -> after.sink().data().contains("\"after the restore\""));
        } finally {
            close();
            FileSystemUtils.deleteRecursively(restored);
        }
    }

    @Test
    void aSlotWhoseWalWasGivenUpIsMadeAnew() {
        start(Map.of("max_slot_wal_keep_size", "1MB", "min_wal_size", "32MB", "max_wal_size", "32MB"));
        Following before = db.follow("one");
        db.append("\"lost\"");
        await().until(() -> before.sink().published.size() == 1);
        before.tail().stop();
        await().until(() -> {
            query("select pg_switch_wal()::text");
            query("select pg_logical_emit_message(false, 'other', 'fills a segment')::text");
            db.jdbc.sql("checkpoint").update();
            return query("select wal_status from pg_replication_slots").equals("lost");
        });

        Following after = db.follow("one");
        assertThat(after.sink().published).isEmpty();
        assertThat(after.sink().begun.getFirst().offset())
                .isGreaterThan(before.sink().published.getFirst().offset());
        db.append("\"there\"");
        await().until(() -> after.sink().data().contains("\"there\""));
    }

    @Test
    void aSlotThatVanishesUnderARunningTailBeginsANewOrderWithTheSameEpoch() {
        start(Map.of());
        Following one = db.follow("one");
        db.append("\"before\"");
        await().until(() -> one.sink().published.size() == 1);
        String slot = one.tail().slotName();
        await().ignoreExceptions().until(() -> {
            query("select pg_terminate_backend(active_pid)::text from pg_replication_slots where active");
            query("select pg_drop_replication_slot('" + slot + "')::text");
            return true;
        });
        await().until(() -> one.sink().begun.size() == 2);
        db.append("\"after\"");
        await().until(() -> one.sink().data().contains("\"after\""));
        assertThat(one.sink().begun.get(1).offset())
                .isGreaterThan(one.sink().published.getFirst().offset());
    }

    @Test
    void aServerWithoutLogicalDecodingIsRefusedByNameOfTheSetting() {
        start(Map.of("wal_level", "replica"));
        assertThatThrownBy(() -> db.follow("one")).isInstanceOfSatisfying(EventLogFailure.class, failure -> {
            assertThat(failure).hasMessageContaining("wal_level is replica");
            assertThat(failure.action()).contains("Set wal_level = logical", "gapless.hub.engine=memory");
        });
    }

    @Test
    void exhaustedSlotsAndSendersAreNamed() {
        start(Map.of("max_replication_slots", "1", "max_wal_senders", "1"));
        Following one = db.follow("one");
        assertThatThrownBy(() -> db.follow("two"))
                .isInstanceOfSatisfying(
                        EventLogFailure.class,
                        failure -> assertThat(failure.action()).contains("max_wal_senders"));
        one.tail().stop();
        // Its connection takes a moment to end.
        await().untilAsserted(() -> assertThatThrownBy(() -> db.follow("two"))
                .isInstanceOfSatisfying(
                        EventLogFailure.class,
                        failure -> assertThat(failure.action()).contains("max_replication_slots")));
    }

    private void start(Map<String, String> settings) {
        server = EmbeddedPostgres.start(home, Path.of("target"), 0, settings);
        server.createDatabase("gapless");
        db = new LogFixture(server.jdbcUrl("gapless"), server.username(), server.password());
    }

    private String query(String sql) {
        return db.jdbc.sql(sql).query(String.class).single();
    }

    private static void copy(Path from, Path to) throws IOException {
        FileSystemUtils.copyRecursively(from, to);
        Files.setPosixFilePermissions(to.resolve("postgres"), Files.getPosixFilePermissions(from.resolve("postgres")));
    }
}
