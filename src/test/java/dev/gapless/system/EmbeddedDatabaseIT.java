package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class EmbeddedDatabaseIT {
    @TempDir
    Path home;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(EmbeddedDatabaseConfiguration.class)
    @EnableConfigurationProperties({GaplessHome.class, EmbeddedDatabaseProperties.class})
    static class Application {}

    @Test
    void withoutAConfiguredDatabaseThereIsOneThatEndsWithTheApplication() throws Exception {
        try (ConfigurableApplicationContext context = start("--gapless.home=" + home)) {
            assertThat(context.getBean(JdbcClient.class)
                            .sql("select current_database()")
                            .query(String.class)
                            .single())
                    .isEqualTo("gapless");
        }
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(Files.readString(home.resolve("postgres.log"))).contains("database system is shut down");
    }

    @Test
    void aConfiguredDatabaseIsUsedInstead() {
        TestDatabase database = TestDatabase.create();
        try (ConfigurableApplicationContext context = start(
                "--gapless.home=" + home,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password())) {
            assertThat(context.getBeansOfType(EmbeddedPostgres.class)).isEmpty();
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aHomeInUseIsNamedWithoutAStackTrace(CapturedOutput output) {
        try (EmbeddedPostgres other = EmbeddedPostgres.start(home, Path.of("target"), 0, java.util.Map.of())) {
            assertThat(other.port()).isPositive();
            assertThatThrownBy(() -> start("--gapless.home=" + home)).isInstanceOf(RuntimeException.class);
        }
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", "Another server is running in " + home, "gapless.home")
                .doesNotContain("\tat dev.gapless");
    }

    @Test
    void aWrongPasswordAndAWrongAddressAreNamedWithoutAStackTrace(CapturedOutput output) {
        TestDatabase database = TestDatabase.create();
        assertThatThrownBy(() -> start(
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=wrong"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> start("--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> start(
                        "--spring.datasource.url=" + database.url() + "nowhere",
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password()))
                .isInstanceOf(RuntimeException.class);
        assertThat(output.getOut())
                .contains(
                        "Correct spring.datasource.username and spring.datasource.password",
                        "PostgreSQL cannot be reached",
                        "Create the database")
                .doesNotContain("\tat org.postgresql");
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .run(arguments);
    }
}
