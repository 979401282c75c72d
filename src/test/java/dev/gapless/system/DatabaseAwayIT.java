package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the API says when PostgreSQL goes away in the middle of something. */
@GaplessTest
@ExtendWith(OutputCaptureExtension.class)
class DatabaseAwayIT {
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
        atCommitOf("away-commit", "perform pg_terminate_backend(pg_backend_pid())");
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
        atCommitOf("away-constraint", "raise exception 'as the test asked' using errcode = '23514'");
        assertThat(new TestClient(port).register("away-constraint").status()).isEqualTo(500);
        assertThat(output).contains("A request failed");
    }

    private void atCommitOf(String username, String action) {
        jdbc.sql("create function hurt() returns trigger language plpgsql as $$ begin %s; return null; end $$"
                        .formatted(action))
                .update();
        jdbc.sql("create constraint trigger hurt after insert on users deferrable initially deferred"
                        + " for each row when (new.username = '%s') execute function hurt()".formatted(username))
                .update();
    }
}
