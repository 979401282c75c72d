package dev.gapless;

import dev.gapless.system.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL for tests: one server for the whole JVM, started when first asked for, and in it an empty database for
 * each asker.
 *
 * <p>In a Spring test: {@code @ContextConfiguration(initializers = TestDatabase.class)} beside {@code @SpringBootTest}.
 * Elsewhere: {@code TestDatabase database = TestDatabase.create();}
 */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    /** Whether a statement in this database waits for a lock; those in others are of no concern. */
    public static final String SOMEBODY_WAITS = """
            select exists (
              select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
            """;

    private static final AtomicInteger count = new AtomicInteger();
    private final String name = "test" + count.incrementAndGet();

    /** A new and empty database. */
    public static TestDatabase create() {
        TestDatabase database = new TestDatabase();
        Server.INSTANCE.createDatabase(database.name);
        return database;
    }

    public String url() {
        return Server.INSTANCE.jdbcUrl(name);
    }

    public String username() {
        return Server.INSTANCE.username();
    }

    public String password() {
        return Server.INSTANCE.password();
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestDatabase database = create();
        TestPropertyValues.of(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.minimum-idle=0",
                        "gapless.node-id=" + database.name)
                .applyTo(context);
    }

    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                Path home = Files.createTempDirectory("gapless-test-");
                EmbeddedPostgres server = EmbeddedPostgres.start(
                        home,
                        Path.of("target"),
                        0,
                        Map.of(
                                "fsync", "off", // nothing in it outlives the tests
                                "max_connections", "400",
                                "max_wal_senders", "60",
                                "max_replication_slots", "500",
                                "max_slot_wal_keep_size", "4GB"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    try {
                        FileSystemUtils.deleteRecursively(home);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
