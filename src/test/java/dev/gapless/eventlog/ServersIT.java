package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServersIT {
    private final LogFixture db = new LogFixture();

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aServerIsThereForAsLongAsItFollowsTheLogOfThisDatabase() {
        String own = db.log.server();
        Following one = db.follow("one");
        String other = one.tail().slotName();
        try (LogFixture elsewhere = new LogFixture()) {
            elsewhere.follow("one");
            assertThat(db.log.servers()).containsExactlyInAnyOrder(own, other);
            assertThat(elsewhere.log.servers()).doesNotContain(other);
        }
        one.tail().stop();
        // It may just be connecting anew.
        awaitThatNobodyFollows();
        db.nowMillis.set(Servers.REMEMBERED.toMillis() - 1);
        assertThat(db.log.servers()).containsExactlyInAnyOrder(own, other);
        db.nowMillis.incrementAndGet();
        assertThat(db.log.servers()).containsExactly(own);
    }

    /** PostgreSQL may take a moment to notice. */
    private void awaitThatNobodyFollows() {
        await().until(() -> db.jdbc
                        .sql("select count(*) from pg_replication_slots where database = current_database() and active")
                        .query(Integer.class)
                        .single()
                == 0);
    }

    @Test
    void aServerWhoseSlotIsDroppedIsGone() {
        String own = db.log.server();
        Following one = db.follow("one");
        assertThat(db.log.servers()).hasSize(2);
        one.tail().stop();
        awaitThatNobodyFollows();
        db.jdbc
                .sql("select pg_drop_replication_slot(?)::text")
                .param(one.tail().slotName())
                .query(String.class)
                .list();
        db.nowMillis.set(Servers.FRESH.toMillis());
        assertThat(db.log.servers()).containsExactly(own);
    }

    @Test
    void asLongAsTheDatabaseDoesNotAnswerAllIsAsItWas() {
        db.follow("one");
        assertThat(db.log.servers()).hasSize(2);
        db.pool.close();
        db.nowMillis.set(Servers.FRESH.toMillis());
        assertThat(db.log.servers()).hasSize(2);
    }

    @Test
    void whileOneAsksAllOthersTakeWhatIsKnown() throws Exception {
        db.follow("one");
        assertThat(db.log.servers()).hasSize(2);
        db.nowMillis.set(Servers.FRESH.toMillis());
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < db.pool.getMaximumPoolSize(); i++) {
            all.add(db.pool.getConnection());
        }
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Set<String>> asks = threads.submit(db.log::servers);
            await().until(() -> db.pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
            assertThat(db.log.servers()).hasSize(2);
            assertThat(asks.isDone()).isFalse();
            for (Connection each : all) {
                each.close();
            }
            assertThat(asks.get()).hasSize(2);
        }
    }

    @Test
    void thisServerIsThereWhateverTheDatabaseSaysOfIt() {
        assertThat(db.log.servers()).containsExactly(db.log.server());
    }

    @Test
    void theDatabaseIsAskedOnceInFiveSeconds() {
        assertThat(db.log.servers()).hasSize(1);
        db.follow("one");
        db.nowMillis.set(Servers.FRESH.toMillis() - 1);
        assertThat(db.log.servers()).hasSize(1);
        db.nowMillis.incrementAndGet();
        assertThat(db.log.servers()).hasSize(2);
    }

    @Test
    void aServerThatIsHeardFromIsThereAtOnce() {
        String own = db.log.server();
        assertThat(db.log.servers()).containsExactly(own);
        String other = db.follow("one").tail().slotName();
        db.log.heardFrom(own);
        assertThat(db.log.servers()).containsExactly(own);
        db.log.heardFrom(other);
        assertThat(db.log.servers()).containsExactlyInAnyOrder(own, other);
    }

    @Test
    void aKnownServerThatIsHeardFromIsNoReasonToAsk() {
        String one = db.follow("one").tail().slotName();
        assertThat(db.log.servers()).hasSize(2);
        db.follow("two");
        db.log.heardFrom(one);
        assertThat(db.log.servers()).hasSize(2);
    }
}
