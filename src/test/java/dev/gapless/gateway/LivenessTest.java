package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.gateway.TestClient.Close;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pings, pongs and the expiry of tokens. */
class LivenessTest {
    private static final int CROWD = 20;

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

    /** Else all who came back together would be pinged together. */
    @Test
    void theFirstPingsComeAtDifferentTimesInTheLatterHalfOfTheInterval() throws Exception {
        restart("ping-interval", "25s", "pong-timeout", "24s");
        server.stopTime();
        List<TestClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                silent.add(TestClient.connected(server, 1 + i));
            }
            server.pass(Duration.ofSeconds(12));
            assertThat(takePinged(silent)).isZero();
            List<Integer> moments = new ArrayList<>();
            for (int second = 13; second <= 25; second++) {
                server.pass(Duration.ofSeconds(1));
                if (takePinged(silent) > 0) {
                    moments.add(second);
                }
            }
            assertThat(silent).as("not pinged").isEmpty();
            assertThat(moments).hasSizeGreaterThan(1);
        } finally {
            silent.forEach(TestClient::close);
        }
    }

    /** Takes those away that have been sent a ping; how many. */
    private static int takePinged(List<TestClient> clients) throws InterruptedException {
        int before = clients.size();
        for (TestClient client : List.copyOf(clients)) {
            JsonNode next = client.call("unsubscribe", "{\"channel\":\"a\"}");
            if (!next.has("unsubscribe")) {
                clients.remove(client);
                client.close();
            }
        }
        return before - clients.size();
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
        server.stopTime();
        try (TestClient client = TestClient.connected(server, 42)) {
            server.pass(Duration.ofSeconds(3600 + 23)); // tokens end at a whole second
            assertThat(client.call("unsubscribe", "{\"channel\":\"a\"}").has("unsubscribe"))
                    .isTrue();
            server.pass(Duration.ofSeconds(2));
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
