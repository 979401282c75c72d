package dev.gapless.system;

import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Migrations have connections of their own, not those of the pool: a statement of theirs may take its time. */
@Configuration(proxyBeanMethods = false)
class DatabaseMigrations {

    /** Unless {@code spring.flyway} names a database or a user, which are not the pool's either. */
    @Bean
    static FlywayConfigurationCustomizer besideThePool(JdbcConnectionDetails database, FlywayProperties properties) {
        return flyway -> {
            if (properties.getUrl() == null && properties.getUser() == null) {
                flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
            }
        };
    }
}
