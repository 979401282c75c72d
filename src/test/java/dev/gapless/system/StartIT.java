package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.GaplessApplication;
import dev.gapless.GaplessTest;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import dev.gapless.TestDatabase;
import dev.gapless.account.TokenSecret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What happens when the server starts, and starts again. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    @Test
    void onAConfiguredDatabaseLoginsOutliveTheServerAndThereIsNoDemo(CapturedOutput output) {
        String[] settings = onDatabase(TestDatabase.create(), "--gapless.demo=true");
        TestClient first;
        String csrf;
        byte[] secret;
        try (ConfigurableApplicationContext server = start(settings)) {
            first = new TestClient(port(server));
            first.register("ada");
            csrf = first.get("/api/csrf").header("X-CSRFToken");
            secret = server.getBean(TokenSecret.class).hmacKey();
            assertThat(first.get("/api/demo").status()).isEqualTo(404);
            assertThat(host(server)).as("every address").isEqualTo("0.0.0.0");
            assertThat(output)
                    .contains("gapless.demo is ignored")
                    .contains("Gapless is ready at http://localhost:" + port(server));
        }
        try (ConfigurableApplicationContext server = start(settings)) {
            TestClient again = first.onPort(port(server));
            assertThat(again.get("/api/me").json().path("username").asString()).isEqualTo("ada");
            assertThat(again.get("/api/csrf").header("X-CSRFToken")).isEqualTo(csrf);
            assertThat(server.getBean(TokenSecret.class).hmacKey())
                    .isEqualTo(secret)
                    .hasSize(32);
            assertThat(again.header("X-CSRFToken", csrf).post("/api/logout", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenOfALoginThatEndedIsWorthNothingAfterARestart() throws Exception {
        String[] settings = onDatabase(TestDatabase.create());
        String ended;
        String alive;
        try (ConfigurableApplicationContext server = start(settings)) {
            TestClient client = new TestClient(port(server));
            client.register("bea");
            ended = token(client);
            client.post("/api/logout", "");
            client.login("bea", TestClient.PASSWORD);
            alive = token(client);
        }
        try (ConfigurableApplicationContext server = start(settings)) {
            assertThat(connect(server, ended)).isEqualTo("3500");
            assertThat(connect(server, alive)).startsWith("{\"id\":1,\"connect\":");
        }
    }

    private static String token(TestClient client) {
        return client.get("/api/token/connection").json().path("token").asString();
    }

    /** The gateway's answer to a connect, or the code with which it closes. */
    private static String connect(ConfigurableApplicationContext server, String token) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        URI address = URI.create("ws://127.0.0.1:" + port(server) + "/connection/websocket");
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(address, new WebSocket.Listener() {
                        @Override
                        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            if (data.toString().startsWith("{\"id\"")) {
                                answer.complete(data.toString());
                            }
                            from.request(1);
                            return null;
                        }

                        @Override
                        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                            answer.complete(Integer.toString(code));
                            return null;
                        }
                    })
                    .join();
            socket.sendText("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}", true)
                    .join();
            String received = answer.get(30, TimeUnit.SECONDS);
            socket.abort();
            return received;
        }
    }

    @Test
    void anEmptyEmbeddedDatabaseComesWithPeopleWhoAreOfferedAtEveryStart(@TempDir Path home, CapturedOutput output) {
        String setting = "--gapless.home=" + home;
        String offered = "{\"accounts\":[{\"username\":\"alice\",\"password\":\"gapless-demo\"},"
                + "{\"username\":\"bob\",\"password\":\"gapless-demo\"},"
                + "{\"username\":\"carol\",\"password\":\"gapless-demo\"}]}";
        for (int i = 0; i < 2; i++) {
            try (ConfigurableApplicationContext server = start(setting)) {
                Answer demo = new TestClient(port(server)).get("/api/demo");
                assertThat(demo.status()).isEqualTo(200);
                assertThat(demo.body()).isEqualTo(offered);
                assertThat(new TestClient(port(server))
                                .login("alice", "gapless-demo")
                                .status())
                        .isEqualTo(200);
                assertThat(output)
                        .contains("http://localhost:" + port(server))
                        .contains("alice, bob, carol")
                        .contains("gapless-demo")
                        .contains("Only this machine can reach it");
                assertThat(host(server)).isEqualTo("localhost");
            }
        }
    }

    @Test
    void withATokenSecretThatIsTooShortItDoesNotStartAndSaysWhy(CapturedOutput output) {
        String[] settings = onDatabase(TestDatabase.create(), "--gapless.token.secret=too-short-to-be-safe");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> start(settings).close());
        assertThat(output)
                .contains("gapless.token.secret has 20 bytes; it needs at least 32")
                .contains("openssl rand -base64 48")
                .doesNotContain("too-short-to-be-safe");
    }

    @Test
    void aShortTokenSecretIsTakenWhereItIsAllowedAndWarnedOf(CapturedOutput output) {
        String[] settings = onDatabase(
                TestDatabase.create(), "--gapless.token.secret=secret", "--gapless.token.allow-weak-secret=true");
        try (ConfigurableApplicationContext server = start(settings)) {
            TestClient client = new TestClient(port(server));
            client.register("eve");
            assertThat(client.get("/api/token/connection").status()).isEqualTo(200);
        }
        assertThat(output).contains("gapless.token.secret has only 6 bytes");
    }

    @Test
    void withAKeyOfTokensThatIsNoneItDoesNotStartAndSaysWhich(CapturedOutput output) {
        String[] settings = onDatabase(TestDatabase.create(), "--gapless.token.rsa-public-key=nonsense");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> start(settings).close());
        assertThat(output)
                .contains("gapless.token.rsa-public-key is not a public key in PEM format")
                .contains("Correct gapless.token.rsa-public-key (GAPLESS_TOKEN_RSAPUBLICKEY), or remove the setting.");
    }

    static String[] onDatabase(TestDatabase database, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--gapless.node-id=start-" + database.url().replaceFirst(".*/(\\w+).*", "$1")));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    static ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        SpringApplication server =
                new SpringApplicationBuilder(GaplessApplication.class, GaplessTest.Alone.class).build();
        return server.run(arguments.toArray(String[]::new));
    }

    /** The address that the server listens on. */
    private static @Nullable String host(ConfigurableApplicationContext server) {
        var jetty = (JettyWebServer) Objects.requireNonNull(((WebServerApplicationContext) server).getWebServer());
        return ((ServerConnector) jetty.getServer().getConnectors()[0]).getHost();
    }

    static int port(ConfigurableApplicationContext server) {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
