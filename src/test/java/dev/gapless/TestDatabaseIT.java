package dev.gapless;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseIT {

    @Test
    void everyAskerGetsAnEmptyDatabaseOfItsOwn() throws SQLException {
        TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create();
        assertThat(one.url()).isNotEqualTo(other.url());
        try (Connection connection = DriverManager.getConnection(one.url(), one.username(), one.password())) {
            connection.createStatement().execute("create table mine (n int)");
        }
        try (Connection connection = DriverManager.getConnection(other.url(), other.username(), other.password());
                ResultSet tables = connection.getMetaData().getTables(null, "public", "%", null)) {
            assertThat(tables.next()).isFalse();
        }
    }
}
