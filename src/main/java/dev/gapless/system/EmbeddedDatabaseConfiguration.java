package dev.gapless.system;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Starts a PostgreSQL of our own when no database is configured. Such a server is for trying out, so it listens on this
 * machine only, unless {@code server.address} says otherwise.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedDatabaseConfiguration.NoDatabaseConfigured.class)
class EmbeddedDatabaseConfiguration {
    private static final String DATABASE = "gapless";
    private static final String ADDRESS = "server.address";

    /** Closed last of all that uses it, since all of that depends on its connection details. */
    @Bean
    EmbeddedPostgres embeddedPostgres(GaplessHome home, EmbeddedDatabaseProperties properties) {
        Path directory = home.home();
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, directory, properties.port(), Map.of());
        server.createDatabase(DATABASE);
        return server;
    }

    /** What comes with the embedded database is known to the world, above all the demo's password. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> onlyForThisMachine(Environment environment) {
        return factory -> {
            if (!StringUtils.hasText(environment.getProperty(ADDRESS))) {
                factory.setAddress(InetAddress.getLoopbackAddress());
            }
        };
    }

    @Bean
    JdbcConnectionDetails embeddedDatabase(EmbeddedPostgres server) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return server.username();
            }

            @Override
            public String getPassword() {
                return server.password();
            }

            @Override
            public String getJdbcUrl() {
                return server.jdbcUrl(DATABASE);
            }
        };
    }

    static final class NoDatabaseConfigured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
        }
    }
}
