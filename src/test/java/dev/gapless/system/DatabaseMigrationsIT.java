package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@GaplessTest
class DatabaseMigrationsIT {
    @Autowired
    DataSource pool;

    @Autowired
    Flyway flyway;

    @Test
    void aStatementIsGivenUpAfterAWhileUnlessItMigrates() {
        assertThat(statementTimeout(pool)).isEqualTo("30s");
        assertThat(statementTimeout(flyway.getConfiguration().getDataSource())).isEqualTo("0");
    }

    private static String statementTimeout(DataSource source) {
        return JdbcClient.create(source)
                .sql("show statement_timeout")
                .query(String.class)
                .single();
    }
}
