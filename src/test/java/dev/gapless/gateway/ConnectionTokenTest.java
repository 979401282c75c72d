package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.gateway.token.KeyServer;
import dev.gapless.gateway.token.TestTokens;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who may connect, and how long one may stay: sections 2 and 4.2 of the protocol. */
class ConnectionTokenTest {
    private static final Close BAD_REQUEST = new Close(3501, "bad request");
    private static final Close INVALID_TOKEN = new Close(3500, "invalid token");
    private static final Close EXPIRED = new Close(3005, "connection expired");

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

    private TestClient connected(String claims) throws InterruptedException {
        TestClient client = new TestClient(server);
        assertThat(connect(client, claims).has("connect")).isTrue();
        return client;
    }

    private JsonNode connect(TestClient client, String claims) throws InterruptedException {
        client.connect(server.signed(claims));
        return client.next();
    }

    private Close closeAfterConnect(String claims) throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.connect(server.signed(claims));
            return client.awaitClose();
        }
    }

    private JsonNode refresh(TestClient client, String claims) throws InterruptedException {
        return client.call("refresh", "{\"token\":\"" + server.signed(claims) + "\"}");
    }

    private Close closeAfterRefresh(TestClient client, String claims) throws Exception {
        client.send("{\"id\":9,\"refresh\":{\"token\":\"" + server.signed(claims) + "\"}}");
        return client.awaitClose();
    }

    private static void assertAlive(TestClient client) throws InterruptedException {
        assertThat(client.call("unsubscribe", "{\"channel\":\"a\"}").has("unsubscribe"))
                .isTrue();
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }

    @Nested
    class WithoutAToken {
        @Test
        void nobodyConnectsByDefault() throws Exception {
            try (TestClient client = new TestClient(server)) {
                client.send("{\"id\":1,\"connect\":{}}");
                assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"allow-anonymous", "insecure"})
        void everybodyConnectsWhereThatIsAllowed(String setting) throws Exception {
            restart(setting, "true");
            try (TestClient client = new TestClient(server)) {
                JsonNode result = client.call("connect", "{}").path("connect");
                assertThat(result.path("client").stringValue()).hasSize(36);
                assertThat(result.has("expires")).isFalse();
                assertThat(result.has("ttl")).isFalse();
                server.pass(Duration.ofHours(5));
                assertAlive(client);
            }
        }

        @Test
        void oneCannotRefresh() throws Exception {
            restart("allow-anonymous", "true");
            try (TestClient client = new TestClient(server)) {
                client.call("connect", "{}");
                assertThat(closeAfterRefresh(client, "{}")).isEqualTo(BAD_REQUEST);
            }
        }

        @Test
        void anonymousClientsHaveNoLimitOfTheirOwn() throws Exception {
            restart("allow-anonymous", "true", "connections-per-user", "1");
            try (TestClient one = new TestClient(server);
                    TestClient other = new TestClient(server)) {
                one.call("connect", "{}");
                other.call("connect", "{}");
                assertAlive(one);
                assertAlive(other);
                assertThat(server.gateway.connections().users()).isEqualTo(1);
            }
            await().until(() -> server.gateway.connections().users() == 0);
        }

        @Test
        void aWrongTokenIsWrongAllTheSame() throws Exception {
            restart("insecure", "true");
            try (TestClient client = new TestClient(server)) {
                client.connect("x.y.z");
                assertThat(client.awaitClose()).isEqualTo(INVALID_TOKEN);
            }
        }
    }

    @Nested
    class Connecting {
        @Test
        void aTokenWithoutAnEndNeverExpires() throws Exception {
            try (TestClient client = new TestClient(server)) {
                JsonNode result =
                        connect(client, "{\"sub\":\"alex\",\"iat\":$0}").path("connect");
                assertThat(result.has("expires")).isFalse();
                assertThat(result.has("ttl")).isFalse();
                server.pass(Duration.ofDays(400));
                assertAlive(client);
            }
        }

        @Test
        void anAnonymousTokenConnects() throws Exception {
            connected("{\"iat\":$0}").close();
        }

        @Test
        void anAnonymousTokenIsDeniedWhereATokenHasToNameAUser() throws Exception {
            restart("disallow-anonymous-tokens", "true");
            assertThat(closeAfterConnect("{\"iat\":$0}")).isEqualTo(new Close(3507, "permission denied"));
            connected("{\"sub\":\"alex\"}").close();
        }

        @Test
        void aTokenTellsHowLongItLasts() throws Exception {
            try (TestClient client = new TestClient(server)) {
                JsonNode result = connect(client, "{\"exp\":$600}").path("connect");
                assertThat(result.path("expires").asBoolean()).isTrue();
                assertThat(result.path("ttl").asInt()).isBetween(500, 600);
            }
        }

        @Test
        void nothingLastsLongerThanAYear() throws Exception {
            try (TestClient client = new TestClient(server)) {
                JsonNode result = connect(client, "{\"exp\":$999999999}").path("connect");
                assertThat(result.path("ttl").asInt()).isBetween(365 * 86_400 - 100, 365 * 86_400);
            }
        }

        @Test
        void expireAtOverridesExp() throws Exception {
            try (TestClient client = new TestClient(server)) {
                JsonNode result =
                        connect(client, "{\"exp\":$600,\"expire_at\":$6000}").path("connect");
                assertThat(result.path("ttl").asInt()).isBetween(5900, 6000);
            }
        }

        @Test
        void expireAtZeroIsNever() throws Exception {
            try (TestClient client = new TestClient(server)) {
                JsonNode result =
                        connect(client, "{\"exp\":$600,\"expire_at\":0}").path("connect");
                assertThat(result.has("expires")).isFalse();
                server.pass(Duration.ofHours(5));
                assertAlive(client);
            }
        }

        @Test
        void expireAtInThePastIsAnErrorAfterWhichNothingMoreIsDone() throws Exception {
            try (TestClient client = new TestClient(server)) {
                client.send("{\"id\":1,\"connect\":{\"token\":\"" + server.signed("{\"expire_at\":$-1}") + "\"}}\n"
                        + "{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}");
                JsonNode reply = client.next();
                assertThat(code(reply)).isEqualTo(110);
                assertThat(reply.path("error").has("temporary")).isFalse();
                client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"a\"}}");
                assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
            }
        }

        @Test
        void inInsecureModeNothingExpires() throws Exception {
            restart("insecure", "true");
            try (TestClient client = new TestClient(server)) {
                JsonNode result = connect(client, "{\"exp\":$600}").path("connect");
                assertThat(result.has("expires")).isFalse();
                server.pass(Duration.ofHours(1));
                assertAlive(client);
                assertThat(refresh(client, "{\"exp\":$600}").path("refresh").has("expires"))
                        .isFalse();
            }
        }

        @Test
        void userIdsMayBeAnyText() throws Exception {
            restart("connections-per-user", "1");
            try (TestClient one = connected("{\"sub\":\"042\"}");
                    TestClient other = connected("{\"sub\":\"42\"}")) {
                assertThat(closeAfterConnect("{\"sub\":\"042\"}")).isEqualTo(new Close(3504, "connection limit"));
                assertAlive(one);
                assertAlive(other);
            }
        }
    }

    @Nested
    class Refreshing {
        @Test
        void aNewTokenExtendsTheConnection() throws Exception {
            try (TestClient client = connected("{\"sub\":\"alex\",\"exp\":$600}")) {
                server.pass(Duration.ofSeconds(500));
                JsonNode result =
                        refresh(client, "{\"sub\":\"alex\",\"exp\":$900}").path("refresh");
                assertThat(result.path("client").stringValue()).hasSize(36);
                assertThat(result.path("version").stringValue()).startsWith("Gapless");
                assertThat(result.path("expires").asBoolean()).isTrue();
                assertThat(result.path("ttl").asInt()).isBetween(800, 900);
                server.pass(Duration.ofSeconds(500));
                assertAlive(client);
            }
        }

        @Test
        void aNewTokenSpeaksForItsClientFromThenOn() throws Exception {
            restart("namespaces.doc.presence", "true", "insecure", "true");
            try (TestClient client = connected("{\"info\":1}")) {
                client.subscribe("doc:1");
                assertThat(info(client)).isEqualTo("1");
                refresh(client, "{\"info\":2}");
                assertThat(info(client)).isEqualTo("2");
            }
        }

        private static String info(TestClient client) throws InterruptedException {
            return client.call("presence", "{\"channel\":\"doc:1\"}")
                    .path("presence")
                    .path("presence")
                    .iterator()
                    .next()
                    .path("conn_info")
                    .toString();
        }

        @Test
        void aTokenWithoutAnEndMakesTheConnectionLastForEver() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                JsonNode result = refresh(client, "{}").path("refresh");
                assertThat(result.has("expires")).isFalse();
                server.pass(Duration.ofHours(2));
                assertAlive(client);
            }
        }

        @Test
        void aTokenWithAnEndEndsAConnectionThatHadNone() throws Exception {
            try (TestClient client = connected("{}")) {
                refresh(client, "{\"exp\":$600}");
                server.pass(Duration.ofSeconds(600 + 25));
                assertThat(client.awaitClose()).isEqualTo(EXPIRED);
            }
        }

        @Test
        void aClientMayBeALittleLate() throws Exception {
            restart("expired-close-delay", "10m");
            try (TestClient client = connected("{\"exp\":$600}")) {
                server.pass(Duration.ofMinutes(11));
                assertThat(refresh(client, "{\"exp\":$600}").has("refresh")).isTrue();
                server.pass(Duration.ofMinutes(11));
                assertAlive(client);
                server.pass(Duration.ofMinutes(11));
                assertThat(client.awaitClose()).isEqualTo(EXPIRED);
            }
        }

        @Test
        void noTokenIsABadRequest() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                client.send("{\"id\":9,\"refresh\":{}}");
                assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
            }
        }

        @Test
        void anExpiredTokenDisconnects() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                assertThat(closeAfterRefresh(client, "{\"exp\":$-1}")).isEqualTo(EXPIRED);
            }
        }

        @Test
        void aTokenThatIsNotYetGoodDisconnects() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                assertThat(closeAfterRefresh(client, "{\"nbf\":$600}")).isEqualTo(EXPIRED);
            }
        }

        @Test
        void expireAtInThePastIsAnErrorAndTheConnectionStays() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                assertThat(code(refresh(client, "{\"exp\":$900,\"expire_at\":$-1}")))
                        .isEqualTo(110);
                assertAlive(client);
                server.pass(Duration.ofSeconds(600 + 25));
                assertThat(client.awaitClose()).isEqualTo(EXPIRED);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"sub\":\"bea\"}", "{}", "{\"sub\":\"alex\",\"channel\":\"a\"}"})
        void aTokenOfAnotherUserOrForAnotherUseDisconnects(String claims) throws Exception {
            try (TestClient client = connected("{\"sub\":\"alex\"}")) {
                assertThat(closeAfterRefresh(client, claims)).isEqualTo(INVALID_TOKEN);
            }
        }

        @Test
        void aTokenWithOtherChannelsMakesTheClientComeBack() throws Exception {
            try (TestClient client = connected("{\"exp\":$600}")) {
                assertThat(closeAfterRefresh(client, "{\"channels\":[\"news\"],\"exp\":$600}"))
                        .isEqualTo(new Close(3010, "insufficient state"));
            }
        }
    }

    @Nested
    class WithKeysOfAnIssuer {
        private final KeyServer issuer = new KeyServer(TestTokens.RSA);

        @AfterEach
        void stop() {
            issuer.close();
        }

        private static String token(String claims) {
            return TestTokens.signed(JWSAlgorithm.RS256, TestTokens.RSA, claims);
        }

        private static String connect(int id, String claims) {
            return "{\"id\":" + id + ",\"connect\":{\"token\":\"" + token(claims) + "\"}}";
        }

        @Test
        void aClientWaitsForTheKeyOfItsTokenAndHoldsUpNobody() throws Exception {
            restart("token.jwks-url", issuer.url());
            issuer.hold();
            try (TestClient waiting = new TestClient(server)) {
                waiting.send(connect(1, "{\"sub\":\"alex\"}") + "\n{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}");
                waiting.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"b\"}}");
                await().until(() -> issuer.asked() == 1);
                try (TestClient other = TestClient.connected(server, 42)) {
                    assertAlive(other);
                }
                issuer.release();
                assertThat(waiting.next().has("connect")).isTrue();
                assertThat(waiting.next().path("id").asInt()).isEqualTo(2);
                assertThat(waiting.next().path("id").asInt()).isEqualTo(3);
            }
        }

        @Test
        void whoWaitsForAKeyForTooLongIsStale() throws Exception {
            restart("token.jwks-url", issuer.url());
            issuer.hold();
            try (TestClient client = new TestClient(server)) {
                client.send(connect(1, "{}"));
                await().until(() -> issuer.asked() == 1);
                server.pass(Duration.ofSeconds(10));
                assertThat(client.awaitClose()).isEqualTo(new Close(3502, "stale"));
            } finally {
                issuer.release();
            }
        }

        @Test
        void whoLeavesWhileItWaitsIsForgotten() throws Exception {
            restart("token.jwks-url", issuer.url());
            issuer.hold();
            try (TestClient client = new TestClient(server)) {
                client.send(connect(1, "{\"sub\":\"alex\"}"));
                await().until(() -> issuer.asked() == 1);
            }
            issuer.release();
            await().until(() -> server.connections() == 0 && server.users() == 0);
        }

        @Test
        void anIssuerThatIsDownIsATemporaryError() throws Exception {
            restart("token.jwks-url", issuer.url());
            issuer.say(500, "");
            try (TestClient client = new TestClient(server);
                    TestClient own = TestClient.connected(server, 42)) {
                client.send(connect(1, "{}"));
                JsonNode reply = client.next();
                assertThat(code(reply)).isEqualTo(100);
                assertThat(reply.path("error").path("temporary").asBoolean()).isTrue();

                JsonNode refused = own.call("refresh", "{\"token\":\"" + token("{\"sub\":\"42\"}") + "\"}");
                assertThat(code(refused)).isEqualTo(100);
                assertAlive(own);
            }
        }

        @Test
        void aTokenOfAnUnknownKeyIsInvalid() throws Exception {
            restart("token.jwks-url", issuer.url());
            issuer.publish(TestTokens.EC);
            try (TestClient client = new TestClient(server)) {
                client.send(connect(1, "{}"));
                assertThat(client.awaitClose()).isEqualTo(INVALID_TOKEN);
            }
        }
    }
}
