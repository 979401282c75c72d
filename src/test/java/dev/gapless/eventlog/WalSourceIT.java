package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import dev.gapless.eventlog.LogFixture.Following;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a database user must be allowed, and whose slot it must be. */
class WalSourceIT {
    private final LogFixture db = new LogFixture();
    private final String role = "plain_" + db.url.substring(db.url.lastIndexOf('/') + 1);

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aUserWithoutTheReplicationRightIsToldWhichRight() {
        db.jdbc.sql("create role " + role + " login password 'plain'").update();
        assertThatThrownBy(() -> follow(LogFixture.source(db.url, role, "plain", "one")))
                .isInstanceOfSatisfying(
                        EventLogFailure.class,
                        failure -> assertThat(failure.action()).contains("alter role " + role + " replication"));
    }

    @Test
    void theReplicationRightAndTheDatabaseAreEnough() {
        db.jdbc
                .sql("create role " + role + " login replication password 'plain'")
                .update();
        db.jdbc
                .sql("alter database " + db.url.substring(db.url.lastIndexOf('/') + 1) + " owner to " + role)
                .update();
        Following one = follow(LogFixture.source(db.url, role, "plain", role));
        db.append("\"event\"");
        await().until(() -> one.sink().published.size() == 1);
    }

    @Test
    void aSlotOfAnotherDatabaseIsRefused() {
        db.follow("one").tail().stop();
        TestDatabase other = TestDatabase.create();
        assertThatThrownBy(() -> follow(LogFixture.source(
                        other.url(), db.username, db.password, db.source("one").nodeId())))
                .isInstanceOfSatisfying(
                        EventLogFailure.class,
                        failure -> assertThat(failure.action()).contains("another gapless.node-id"));
    }

    @Test
    void aSlotThatAnotherServerHoldsIsWaitedForAndThenRefused() {
        db.follow("one");
        WalSource same = new WalSource(
                db.url,
                db.username,
                db.password,
                db.source("one").nodeId(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20));
        assertThatThrownBy(() -> follow(same)).isInstanceOfSatisfying(EventLogFailure.class, failure -> {
            assertThat(failure).hasMessageContaining("is in use by another server");
            assertThat(failure.action()).contains("gapless.node-id of its own");
        });
    }

    @Test
    void namesOfSlotsAreWhatPostgresAllowsAndDifferWhereNodesDo() {
        assertThat(ReplicationSlot.nameFor("Host-1.example")).isEqualTo("gapless_host_1_example");
        String longName = "a".repeat(80);
        assertThat(ReplicationSlot.nameFor(longName + "1"))
                .hasSize(63)
                .matches("[a-z0-9_]+")
                .isNotEqualTo(ReplicationSlot.nameFor(longName + "2"));
    }

    private Following follow(WalSource source) {
        return db.follow(source, Duration.ofMinutes(1), new RecentEvents());
    }
}
