package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.gateway.TestClient.Close;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pings, pongs and the expiry of tokens. */
class LivenessTest {
    private GatewayServer server = start();

    private static GatewayServer start(String... settings) {
        try {
            return GatewayServer.start(settings);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(String... settings) {
        server.close();
        server = start(settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client that has been sent a ping. */
    private TestClient pinged() throws Exception {
        restart("ping-interval", "25s", "pong-timeout", "24s");
        TestClient client = TestClient.connected(server, 42);
        server.pass(Duration.ofSeconds(25));
        assertThat(client.next()).hasToString("{}");
        return client;
    }

    @Test
    void whoAnswersPingsStays() throws Exception {
        try (TestClient client = pinged()) {
            for (int i = 0; i < 4; i++) {
                client.send("{}");
                assertThat(client.call("unsubscribe", "{\"channel\":\"a\"}").has("unsubscribe"))
                        .isTrue();
                server.pass(Duration.ofSeconds(25));
                assertThat(client.next()).hasToString("{}");
            }
        }
    }

    @Test
    void whoDoesNotAnswerIsDisconnected() throws Exception {
        try (TestClient client = pinged()) {
            server.pass(Duration.ofSeconds(24));
            assertThat(client.awaitClose()).isEqualTo(new Close(3012, "no pong"));
        }
    }

    @Test
    void aPingIsAnsweredOnce() throws Exception {
        try (TestClient client = pinged()) {
            client.send("{}\n{}");
            assertThat(client.awaitClose()).isEqualTo(new Close(3501, "bad request"));
        }
    }

    @Test
    void aRefreshExtendsTheConnection() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            server.pass(Duration.ofMinutes(50));
            JsonNode result = refresh(client, server.token(42));
            assertThat(result.path("refresh").path("client").stringValue()).hasSize(36);
            assertThat(result.path("refresh").path("expires").asBoolean()).isTrue();
            assertThat(result.path("refresh").path("ttl").asInt()).isBetween(3500, 3600);
            server.pass(Duration.ofMinutes(50));
            assertThat(refresh(client, server.token(42)).has("refresh")).isTrue();
        }
    }

    @Test
    void whoDoesNotRefreshIsDisconnected() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            server.pass(Duration.ofSeconds(3600 + 25));
            assertThat(client.awaitClose()).isEqualTo(new Close(3005, "connection expired"));
        }
    }

    @Test
    void aRefreshWithAnExpiredTokenDisconnects() throws Exception {
        String token = server.token(42);
        try (TestClient client = TestClient.connected(server, 42)) {
            server.clock.advance(Duration.ofHours(2));
            client.send("{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}");
            assertThat(client.awaitClose()).isEqualTo(new Close(3005, "connection expired"));
        }
    }

    @Test
    void aRefreshWithAnInvalidTokenDisconnects() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.send("{\"id\":2,\"refresh\":{\"token\":\"x.y.z\"}}");
            assertThat(client.awaitClose()).isEqualTo(new Close(3500, "invalid token"));
        }
    }

    @Test
    void aRefreshWithTheTokenOfAnotherUserDisconnects() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.send("{\"id\":2,\"refresh\":{\"token\":\"" + server.token(43) + "\"}}");
            assertThat(client.awaitClose()).isEqualTo(new Close(3500, "invalid token"));
        }
    }

    private static JsonNode refresh(TestClient client, String token) throws InterruptedException {
        return client.call("refresh", "{\"token\":\"" + token + "\"}");
    }
}
