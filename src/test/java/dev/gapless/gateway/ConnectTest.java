package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import dev.gapless.account.UserPrincipal;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConnectTest {
    private static final Close BAD_REQUEST = new Close(3501, "bad request");
    private static final Close INVALID_TOKEN = new Close(3500, "invalid token");
    private static final String HOUR = "\"exp\":" + (System.currentTimeMillis() / 1000 + 3600);

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

    @Test
    void aValidTokenConnects() throws Exception {
        restart("ping-interval", "25s");
        try (TestClient client = new TestClient(server)) {
            client.connect(server.token(42));
            JsonNode reply = client.next();
            assertThat(reply.path("id").asInt()).isEqualTo(1);
            JsonNode result = reply.path("connect");
            assertThat(result.path("client").stringValue()).hasSize(36);
            assertThat(result.path("version").stringValue()).startsWith("Gapless");
            assertThat(result.path("ping").asInt()).isEqualTo(25);
            assertThat(result.path("pong").asBoolean()).isTrue();
            assertThat(result.path("expires").asBoolean()).isTrue();
            assertThat(result.path("ttl").asInt()).isBetween(3500, 3600);
        }
    }

    @Test
    void everyConnectionHasItsOwnName() throws Exception {
        try (TestClient one = new TestClient(server);
                TestClient other = new TestClient(server)) {
            one.connect(server.token(42));
            other.connect(server.token(42));
            assertThat(one.next().path("connect").path("client"))
                    .isNotEqualTo(other.next().path("connect").path("client"));
        }
    }

    @Test
    void connectAndSubscribeInOneFrameAreDoneInOrder() throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.send("{\"connect\":{\"token\":\"" + server.token(42) + "\"},\"id\":1}\n"
                    + "{\"subscribe\":{\"channel\":\"personal:42\"},\"id\":2}\n"
                    + "{\"subscribe\":{\"channel\":\"personal:43\"},\"id\":3}\n");
            assertThat(client.next().path("id").asInt()).isEqualTo(1);
            JsonNode second = client.next();
            JsonNode third = client.next();
            assertThat(second.path("id").asInt() + third.path("id").asInt()).isEqualTo(5);
        }
    }

    @Test
    void noTokenIsABadRequest() throws Exception {
        assertThat(closeAfter("{\"id\":1,\"connect\":{}}")).isEqualTo(BAD_REQUEST);
    }

    @Test
    void theDisconnectPushSaysWhatTheCloseFrameSays() throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.send("{\"id\":1,\"connect\":{}}");
            assertThat(client.nextFrame())
                    .isEqualTo("{\"push\":{\"disconnect\":{\"code\":3501,\"reason\":\"bad request\"}}}");
            assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "..",
                "a.b.c",
                "e30.e30.",
                "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
                "eyJhbGciOiJIUzI1NiJ9..",
                "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AAAA"
            })
    void whatIsNoTokenIsInvalid(String token) throws Exception {
        assertThat(closeAfterConnect(token)).isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aTokenSignedWithAnotherKeyIsInvalid() throws Exception {
        Tokens forger = new Tokens(
                "another key, and long enough too".getBytes(UTF_8),
                TokenSettings.NONE,
                Duration.ofHours(1),
                server.clock);
        assertThat(closeAfterConnect(forger.forConnection(new UserPrincipal(42, "alice", "login"))))
                .isEqualTo(INVALID_TOKEN);
    }

    @Test
    void anUnsignedTokenIsInvalid() throws Exception {
        String token = new PlainObject(new Payload("{\"sub\":\"42\"," + HOUR + "}")).serialize();
        assertThat(closeAfterConnect(token)).isEqualTo(INVALID_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":42,$}",
                "{\"sub\":\"42\",\"exp\":\"soon\"}",
                "{\"sub\":\"42\",\"channel\":\"personal:42\",$}",
                "{\"sub\":\"42\",\"sid\":7,$}",
                "[1]",
                "not json"
            })
    void aSignedTokenWithOtherClaimsIsInvalid(String claims) throws Exception {
        assertThat(closeAfterConnect(signed(claims.replace("$", HOUR)))).isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aTokenThatIsNotYetValidCountsAsExpired() throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.connect(signed("{\"sub\":\"42\",\"nbf\":99999999999," + HOUR + "}"));
            assertThat(client.next().path("error").path("code").asInt()).isEqualTo(109);
        }
    }

    @Test
    void anExpiredTokenIsAnErrorAfterWhichNothingMoreIsDone() throws Exception {
        String token = server.token(42);
        server.clock.advance(Duration.ofHours(2));
        try (TestClient client = new TestClient(server)) {
            client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}\n"
                    + "{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}");
            JsonNode reply = client.next();
            assertThat(reply.path("id").asInt()).isEqualTo(1);
            assertThat(reply.path("error").path("code").asInt()).isEqualTo(109);
            client.connect(server.token(42));
            assertThat(client.next()
                            .path("push")
                            .path("disconnect")
                            .path("code")
                            .asInt())
                    .isEqualTo(3501);
            assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
        }
    }

    @Test
    void theRestOfAFrameAfterARefusedConnectIsDroppedAndTheSocketStaysOpen() throws Exception {
        String token = server.token(42);
        server.clock.advance(Duration.ofHours(2));
        try (RawClient client = RawClient.open(server)) {
            client.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}\n"
                    + "{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}");
            assertThat(client.read().text()).contains("109").doesNotContain("\n");
            // Frames are dealt with in order: when this is answered, all of the former has been.
            client.frame(0x80 | RawClient.PING, new byte[0], true);
            assertThat(client.read().opcode()).isEqualTo(RawClient.PONG);
            assertThat(server.disconnects(3501)).isZero();
            client.text("{\"id\":3,\"subscribe\":{\"channel\":\"personal:42\"}}");
            assertThat(client.read().text()).contains("3501");
        }
    }

    @Test
    void aRefusedConnectionBecomesStale() throws Exception {
        String token = server.token(42);
        server.clock.advance(Duration.ofHours(2));
        try (TestClient client = new TestClient(server)) {
            client.connect(token);
            assertThat(client.next().path("error").path("code").asInt()).isEqualTo(109);
            server.pass(Duration.ofSeconds(10));
            assertThat(client.awaitClose()).isEqualTo(new Close(3502, "stale"));
        }
    }

    @Test
    void aConnectionThatNeverConnectsBecomesStale() throws Exception {
        server.stopTime();
        try (TestClient silent = new TestClient(server);
                TestClient connected = TestClient.connected(server, 42)) {
            await().until(() -> server.connections() == 2);
            server.pass(Duration.ofSeconds(9));
            assertThat(server.connections()).isEqualTo(2);
            server.pass(Duration.ofSeconds(1));
            assertThat(silent.awaitClose()).isEqualTo(new Close(3502, "stale"));
            assertAlive(connected);
        }
    }

    @Test
    void aSecondConnectIsABadRequest() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.connect(server.token(42));
            assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
        }
    }

    @Test
    void aUserHasALimitedNumberOfConnections() throws Exception {
        restart("connections-per-user", "2");
        try (TestClient one = TestClient.connected(server, 42);
                TestClient two = TestClient.connected(server, 42);
                TestClient other = TestClient.connected(server, 43)) {
            assertThat(closeAfterConnect(server.token(42))).isEqualTo(new Close(3504, "connection limit"));
            assertAlive(one);
            assertAlive(two);
            assertAlive(other);
        }
    }

    @Test
    void aClosedConnectionMakesRoomForAnother() throws Exception {
        restart("connections-per-user", "1");
        for (int i = 0; i < 3; i++) {
            try (TestClient client = TestClient.connected(server, 42)) {
                client.send("{}");
                assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
            }
        }
        assertThat(server.gateway.connections().users()).isZero();
    }

    private static void assertAlive(TestClient client) throws InterruptedException {
        assertThat(client.call("unsubscribe", "{\"channel\":\"a\"}").has("unsubscribe"))
                .isTrue();
    }

    private Close closeAfterConnect(String token) throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.connect(token);
            return client.awaitClose();
        }
    }

    private Close closeAfter(String frame) throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.send(frame);
            return client.awaitClose();
        }
    }

    private static String signed(String claims) throws Exception {
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        token.sign(new MACSigner(GatewayServer.KEY));
        return token.serialize();
    }
}
