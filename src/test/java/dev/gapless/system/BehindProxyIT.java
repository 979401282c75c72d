package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.TestClient;
import dev.gapless.TestDatabase;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** A proxy that speaks TLS with the world and plain HTTP with us. */
class BehindProxyIT {
    private static final String PUBLIC_HOST = "chat.example.org";

    @ParameterizedTest
    @ValueSource(strings = {"native", "framework"})
    void whatTheProxySaysCountsWhenItIsToBeBelieved(String strategy) {
        try (ConfigurableApplicationContext server = start("--server.forward-headers-strategy=" + strategy)) {
            TestClient client = client(server);
            client.get("/api/csrf");
            assertThat(client.cookies()).containsKey("__Host-csrf");
            assertThat(client.register("ada").status()).isEqualTo(201);
            assertThat(client.cookies().get("__Host-session"))
                    .matches(cookie -> cookie != null
                            && cookie.getSecure()
                            && cookie.getPath().equals("/")
                            && cookie.getDomain() == null);
            assertThat(client.cookies()).doesNotContainKey("session");
            assertThat(client.register("bea").status()).as("same address").isEqualTo(429);
            assertThat(client(server).register("bea").status())
                    .as("another address")
                    .isEqualTo(201);

            TestClient other = client(server);
            String id = Objects.requireNonNull(client.cookies().get("__Host-session"))
                    .getValue();
            other.cookies().put("session", new HttpCookie("session", id));
            assertThat(other.get("/api/me").status())
                    .as("a cookie that another domain may have planted")
                    .isEqualTo(401);

            assertThat(handshake(server, "https://" + PUBLIC_HOST)).isEqualTo(101);
            assertThat(handshake(server, "http://" + PUBLIC_HOST)).isEqualTo(403);
            assertThat(handshake(server, "https://evil.example")).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "kubernetes"})
    void whatAnyoneCouldSayCountsForNothingOtherwiseWhereverTheServerRuns(String platform) {
        try (ConfigurableApplicationContext server = start("--spring.main.cloud-platform=" + platform)) {
            TestClient client = client(server);
            client.get("/api/csrf");
            assertThat(client.cookies()).containsKey("csrf");
            assertThat(client.register("ada").status()).isEqualTo(201);
            assertThat(client(server).register("bea").status())
                    .as("the address that the connection comes from")
                    .isEqualTo(429);
            assertThat(handshake(server, "https://" + PUBLIC_HOST)).isEqualTo(403);
            assertThat(handshake(server, "http://127.0.0.1:" + StartIT.port(server)))
                    .isEqualTo(101);
        }
    }

    /** A server on which each address may register one person. */
    private static ConfigurableApplicationContext start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--gapless.rate-limit.registration.burst=1");
        all.add("--gapless.rate-limit.registration.every=1h");
        all.add("--gapless.hub.engine=memory");
        return StartIT.start(StartIT.onDatabase(TestDatabase.create(), all.toArray(String[]::new)));
    }

    /** A browser; each has an address of its own. */
    private static TestClient client(ConfigurableApplicationContext server) {
        return new TestClient(StartIT.port(server))
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", PUBLIC_HOST);
    }

    private static int handshake(ConfigurableApplicationContext server, String origin) {
        URI address = URI.create("ws://127.0.0.1:" + StartIT.port(server) + "/connection/websocket");
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.newWebSocketBuilder()
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-Host", PUBLIC_HOST)
                    .header("Origin", origin)
                    .buildAsync(address, new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }
}
