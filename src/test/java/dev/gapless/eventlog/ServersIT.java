package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.LogFixture.Following;
import java.util.Set;
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
        // PostgreSQL may take a moment to notice
        await().until(() -> {
            db.nowMillis.addAndGet(Servers.FRESH.toMillis());
            return db.log.servers().equals(Set.of(own));
        });
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
    void theDatabaseIsAskedAtOnceWhenAServerIsHeardFromThatWasNotKnown() {
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
