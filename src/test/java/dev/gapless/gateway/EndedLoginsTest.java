package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.SessionsEnded;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndedLoginsTest {
    private static final Close INVALID_TOKEN = new Close(3500, "invalid token");

    private GatewayServer server;

    @SuppressWarnings("NullAway.Init")
    EndedLoginsTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start();
        awaitWatching();
    }

    private void awaitWatching() {
        await().until(() -> server.hub.stats().subscribers() >= 1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theEndOfALoginDisconnectsItsSessionsOnly() throws Exception {
        try (TestClient phone = client(42, "phone");
                TestClient desk = client(42, "desk");
                TestClient other = client(43, "other")) {
            server.publish("{\"user\":42,\"session\":\"phone\"}", SessionsEnded.TOPIC);
            assertThat(phone.awaitClose()).isEqualTo(INVALID_TOKEN);
            assertThat(desk.subscribe("personal:42").has("subscribe")).isTrue();
            assertThat(other.subscribe("personal:43").has("subscribe")).isTrue();
        }
    }

    @Test
    void theEndOfAllLoginsDisconnectsAllSessionsOfTheUser() throws Exception {
        try (TestClient phone = client(42, "phone");
                TestClient desk = client(42, "desk");
                TestClient other = client(43, "other")) {
            server.publish("{\"user\":42,\"session\":null}", SessionsEnded.TOPIC);
            assertThat(phone.awaitClose()).isEqualTo(INVALID_TOKEN);
            assertThat(desk.awaitClose()).isEqualTo(INVALID_TOKEN);
            assertThat(other.subscribe("personal:43").has("subscribe")).isTrue();
        }
    }

    @Test
    void theEndOfAllOtherLoginsLeavesTheOne() throws Exception {
        String kept = server.token(42, "desk");
        String lost = server.token(42, "phone");
        try (TestClient phone = client(42, "phone");
                TestClient desk = client(42, "desk")) {
            server.publish("{\"user\":42,\"session\":null,\"except\":\"desk\"}", SessionsEnded.TOPIC);
            assertThat(phone.awaitClose()).isEqualTo(INVALID_TOKEN);
            assertThat(desk.subscribe("personal:42").has("subscribe")).isTrue();
        }
        assertThat(closeAfterConnect(lost)).isEqualTo(INVALID_TOKEN);
        try (TestClient client = new TestClient(server)) {
            client.connect(kept);
            assertThat(client.next().has("connect")).isTrue();
        }
    }

    @Test
    void whatAnEndLeftALaterOneTakes() throws Exception {
        String first = server.token(42, "desk");
        server.publish("{\"user\":42,\"session\":null,\"except\":\"desk\"}", SessionsEnded.TOPIC);
        server.clock.advance(Duration.ofMillis(2));
        server.publish("{\"user\":42,\"session\":null,\"except\":\"phone\"}", SessionsEnded.TOPIC);
        server.clock.advance(Duration.ofMillis(2));
        end("marker");
        assertThat(closeAfterConnect(first)).isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aTokenOutlivesItsLoginOnlyOnPaper() throws Exception {
        String ended = server.token(42, "phone");
        String alive = server.token(42, "desk");
        end("phone");
        assertThat(closeAfterConnect(ended)).isEqualTo(INVALID_TOKEN);
        try (TestClient client = new TestClient(server)) {
            client.connect(alive);
            assertThat(client.next().has("connect")).isTrue();
            client.send("{\"id\":2,\"refresh\":{\"token\":\"" + ended + "\"}}");
            assertThat(client.awaitClose()).isEqualTo(INVALID_TOKEN);
        }
    }

    @Test
    void afterTheEndOfAllLoginsANewOneConnects() throws Exception {
        String before = server.token(42, "phone");
        server.publish("{\"user\":42,\"session\":null}", SessionsEnded.TOPIC);
        await().until(() -> server.gateway.endedLogins().size() == 1);
        server.clock.advance(Duration.ofMillis(2));
        assertThat(closeAfterConnect(before)).isEqualTo(INVALID_TOKEN);
        client(42, "phone again").close();
    }

    @Test
    void endsAreForgottenWhenNoTokenCanBeLeft() throws Exception {
        end("phone");
        server.clock.advance(Duration.ofHours(2));
        end("desk");
        assertThat(server.gateway.endedLogins().size()).isEqualTo(1);
    }

    @Test
    void theWatchGoesOnInANewOrderOfPublications() throws Exception {
        server.hub.begin(new StreamPosition(1, "8-1"));
        try (TestClient phone = client(42, "phone")) {
            await().until(() -> {
                server.publish("{\"user\":42,\"session\":\"phone\"}", SessionsEnded.TOPIC);
                return phone.isClosed();
            });
            assertThat(phone.awaitClose()).isEqualTo(INVALID_TOKEN);
        }
    }

    @Test
    void whatEndedBeforeTheServerStartedIsKnownWhenTheFirstClientConnects() throws Exception {
        GatewayServer later = new GatewayServer(Duration.ofMinutes(10));
        try (later) {
            later.endSilently(42, "phone");
            later.hub.begin(later.position());
            later.gateway.start();
            try (TestClient client = new TestClient(later)) {
                client.connect(later.token(42, "phone"));
                assertThat(client.awaitClose()).isEqualTo(INVALID_TOKEN);
            }
        }
    }

    @Test
    void whatTheWatchMayHaveMissedIsReadWhenItsPlaceIsLost() throws Exception {
        try (TestClient phone = client(42, "phone")) {
            server.endSilently(42, "phone");
            server.hub.begin(new StreamPosition(1, "8-1"));
            assertThat(phone.awaitClose()).isEqualTo(INVALID_TOKEN);
        }
        assertThat(closeAfterConnect(server.token(42, "phone"))).isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aWatchThatKeepsItsPlaceReadsOnce() throws Exception {
        end("phone");
        end("desk");
        assertThat(server.endsRead).hasValue(1);
    }

    @Test
    void whatIsNoSuchEventIsPassedOver() throws Exception {
        server.publish("nonsense", SessionsEnded.TOPIC);
        server.publish("{\"type\":\"position\"}", SessionsEnded.TOPIC);
        server.publish("{\"user\":\"42\",\"session\":7}", SessionsEnded.TOPIC);
        end("phone");
    }

    private void end(String login) {
        long at = server.clock.millis();
        server.publish("{\"user\":42,\"session\":\"" + login + "\"}", SessionsEnded.TOPIC);
        ConnectionClaims token = new ConnectionClaims("42", login, at, at, null, Map.of());
        await().until(() -> server.gateway.endedLogins().contains(token));
    }

    private TestClient client(long user, String login) throws InterruptedException {
        TestClient client = new TestClient(server);
        client.connect(server.token(user, login));
        assertThat(client.next().has("connect")).isTrue();
        return client;
    }

    private Close closeAfterConnect(String token) throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.connect(token);
            return client.awaitClose();
        }
    }
}
