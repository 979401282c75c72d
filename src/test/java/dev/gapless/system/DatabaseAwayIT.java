package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the API says when PostgreSQL goes away in the middle of something. */
@GaplessTest
@ExtendWith(OutputCaptureExtension.class)
class DatabaseAwayIT {
    private static final String STATEMENT = "not deferrable";
    private static final String COMMIT = "deferrable initially deferred";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void leaveTheDatabaseAsItWas() {
        jdbc.sql("drop function if exists hurt() cascade").update();
    }

    @Test
    void aConnectionThatBreaksAtTheCommitIsADatabaseThatIsAway(CapturedOutput output) {
        at(COMMIT, "away-commit", "perform pg_terminate_backend(pg_backend_pid())");
        Answer answer = new TestClient(port).register("away-commit");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.detail()).isEqualTo("the database is not available, try again soon");
        assertThat(output).contains("The database did not answer").doesNotContain("A request failed");
        leaveTheDatabaseAsItWas();
        assertThat(new TestClient(port).register("away-commit").status()).isEqualTo(201);
    }

    @Test
    void aConstraintThatBreaksAtTheCommitIsNot(CapturedOutput output) {
        at(COMMIT, "away-constraint", "raise exception 'as the test asked' using errcode = '23514'");
        assertThat(new TestClient(port).register("away-constraint").status()).isEqualTo(500);
        assertThat(output).contains("A request failed");
    }

    /** What PostgreSQL says when it has given a statement up that took too long. */
    @ParameterizedTest
    @ValueSource(strings = {STATEMENT, COMMIT})
    void aStatementThatTookTooLongMayBeTriedAgain(String when, CapturedOutput output) {
        String username = "slow-" + when.length();
        at(when, username, "raise exception 'canceling statement due to statement timeout' using errcode = '57014'");
        Answer answer = new TestClient(port).register(username);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(output).contains("The database did not answer").doesNotContain("A request failed");
    }

    /** @param when {@link #STATEMENT} or {@link #COMMIT} of the user's row */
    private void at(String when, String username, String action) {
        jdbc.sql("create function hurt() returns trigger language plpgsql as $$ begin %s; return null; end $$"
                        .formatted(action))
                .update();
        jdbc.sql("create constraint trigger hurt after insert on users %s for each row when (new.username = '%s')"
                                .formatted(when, username)
                        + " execute function hurt()")
                .update();
    }
}
