package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.KeyServer;
import dev.gapless.gateway.token.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a subscription token opens, and for how long: sections 4, 4.1 and 4.2 of the protocol. */
class SubscriptionTokenTest {
    private static final Close BAD_REQUEST = new Close(3501, "bad request");
    private static final Close INVALID_TOKEN = new Close(3500, "invalid token");
    private static final String DOC = "\"sub\":\"42\",\"channel\":\"doc:1\"";

    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    SubscriptionTokenTest() {}

    @BeforeEach
    void start() throws Exception {
        restart();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void restart(String... settings) throws Exception {
        if (server != null) {
            stop();
        }
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("token-ttl", "1000h"));
        all.addAll(List.of("namespaces.doc.presence", "true", "namespaces.doc.allow-presence-for-client", "true"));
        server = GatewayServer.start(all.toArray(String[]::new));
        client = TestClient.connected(server, 42);
    }

    private JsonNode subscribe(String channel, String claims) throws InterruptedException {
        return subscribeWith(channel, server.signed(claims));
    }

    private JsonNode subscribeWith(String channel, String token) throws InterruptedException {
        return client.call("subscribe", "{\"channel\":\"" + channel + "\",\"token\":\"" + token + "\"}");
    }

    private Close closeAfterSubscribe(String channel, String claims) throws Exception {
        client.send("{\"id\":99,\"subscribe\":{\"channel\":\"" + channel + "\",\"token\":\"" + server.signed(claims)
                + "\"}}");
        return client.awaitClose();
    }

    private JsonNode refresh(String claims) throws InterruptedException {
        return client.call("sub_refresh", "{\"channel\":\"doc:1\",\"token\":\"" + server.signed(claims) + "\"}");
    }

    private static void assertSubscribed(JsonNode reply) {
        assertThat(reply.has("subscribe")).as(reply.toString()).isTrue();
    }

    private boolean isSubscribed(String channel) throws InterruptedException {
        return code(client.subscribe(channel)) == 105;
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }

    @Nested
    class Subscribing {
        @Test
        void aTokenOpensAChannelThatIsClosedOtherwise() throws Exception {
            assertThat(code(client.subscribe("doc:1"))).isEqualTo(103);
            assertSubscribed(subscribe("doc:1", "{" + DOC + "}"));
        }

        @Test
        void aPrivateChannelNeedsAToken() throws Exception {
            restart("namespaces.doc.allow-subscribe-for-client", "true");
            assertSubscribed(client.subscribe("doc:1"));
            assertThat(code(client.subscribe("$doc:1"))).isEqualTo(103);
            assertSubscribed(subscribe("$doc:1", "{\"sub\":\"42\",\"channel\":\"$doc:1\"}"));
        }

        @Test
        void aTokenDoesNotOpenThePersonalChannelOfAnother() throws Exception {
            assertThat(code(subscribe("personal:43", "{\"sub\":\"42\",\"channel\":\"personal:43\"}")))
                    .isEqualTo(103);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"exp\":$-1", "\"nbf\":$600", "\"exp\":$-1,\"expire_at\":0"})
        void anExpiredTokenIsSaidToBe(String claims) throws Exception {
            JsonNode reply = subscribe("doc:1", "{" + DOC + "," + claims + "}");
            assertThat(code(reply)).isEqualTo(109);
            assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
        }

        @Test
        void whatIsNoTokenForASubscriptionIsDenied() throws Exception {
            assertThat(code(subscribeWith("doc:1", "x.y.z"))).isEqualTo(103);
            assertThat(code(subscribeWith("doc:1", server.token(42)))).isEqualTo(103);
            assertThat(code(subscribe("doc:1", "{\"sub\":42,\"channel\":\"doc:1\"}")))
                    .isEqualTo(103);
        }

        @Test
        void aWrongTokenIsWrongWhereNoneIsNeeded() throws Exception {
            assertThat(code(subscribeWith("personal:42", "x.y.z"))).isEqualTo(103);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"sub\":\"43\",\"channel\":\"doc:1\"}",
                    "{\"sub\":\"\",\"channel\":\"doc:1\"}",
                    "{\"channel\":\"doc:1\"}",
                    "{\"sub\":\"42\",\"channel\":\"doc:2\"}",
                    "{\"sub\":\"42\",\"channel\":\"doc:1\",\"client\":\"another\"}"
                })
        void aTokenForSomebodyOrSomethingElseDisconnects(String claims) throws Exception {
            assertThat(closeAfterSubscribe("doc:1", claims)).isEqualTo(INVALID_TOKEN);
        }

        @Test
        void aTokenForThisVeryConnectionOpensTheChannel() throws Exception {
            try (TestClient named = new TestClient(server)) {
                named.connect(server.token(42));
                String id = named.next().path("connect").path("client").stringValue();
                String token = server.signed("{" + DOC + ",\"client\":\"" + id + "\"}");
                assertSubscribed(named.call("subscribe", "{\"channel\":\"doc:1\",\"token\":\"" + token + "\"}"));
            }
        }

        @Test
        void anAnonymousClientHasTokensForNobody() throws Exception {
            try (TestClient anonymous = new TestClient(server)) {
                anonymous.connect(server.signed("{\"iat\":$0}"));
                anonymous.next();
                String token = server.signed("{\"channel\":\"doc:1\",\"iat\":$0}");
                assertSubscribed(anonymous.call("subscribe", "{\"channel\":\"doc:1\",\"token\":\"" + token + "\"}"));
            }
        }

        @Test
        void expireAtInThePastIsExpired() throws Exception {
            assertThat(code(subscribe("doc:1", "{" + DOC + ",\"expire_at\":$-1}")))
                    .isEqualTo(110);
        }

        @Test
        void aTokenTellsHowLongTheSubscriptionLasts() throws Exception {
            JsonNode result = subscribe("doc:1", "{" + DOC + ",\"exp\":$600}").path("subscribe");
            assertThat(result.path("expires").asBoolean()).isTrue();
            assertThat(result.path("ttl").asInt()).isBetween(500, 600);
        }

        @Test
        void nothingLastsLongerThanAYear() throws Exception {
            JsonNode result =
                    subscribe("doc:1", "{" + DOC + ",\"expire_at\":$999999999}").path("subscribe");
            assertThat(result.path("ttl").asInt()).isBetween(365 * 86_400 - 100, 365 * 86_400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"iat\":$0", "\"exp\":$600,\"expire_at\":0"})
        void aTokenWithoutAnEndNeverExpires(String claims) throws Exception {
            JsonNode result = subscribe("doc:1", "{" + DOC + "," + claims + "}").path("subscribe");
            assertThat(result.has("expires")).isFalse();
            assertThat(result.has("ttl")).isFalse();
            server.pass(Duration.ofHours(5));
            assertThat(isSubscribed("doc:1")).isTrue();
        }

        @Test
        void inInsecureModeNothingExpires() throws Exception {
            restart("insecure", "true");
            JsonNode reply = subscribe("doc:1", "{" + DOC + ",\"exp\":$600}");
            assertSubscribed(reply);
            assertThat(reply.path("subscribe").has("expires")).isFalse();
            server.pass(Duration.ofHours(5));
            assertThat(isSubscribed("doc:1")).isTrue();
        }

        @Test
        void aTokenSpeaksForItsClientInTheChannelAndToTheClient() throws Exception {
            JsonNode result = subscribe("doc:1", "{" + DOC + ",\"info\":{\"role\":\"editor\"},\"data\":[1]}")
                    .path("subscribe");
            assertThat(result.path("data")).hasToString("[1]");
            JsonNode presence =
                    client.call("presence", "{\"channel\":\"doc:1\"}").path("presence");
            assertThat(presence.path("presence").iterator().next().path("chan_info"))
                    .hasToString("{\"role\":\"editor\"}");
        }

        @Test
        void aTokenWhoseKeyCannotBeHadIsATemporaryErrorAndHoldsUpNobody() throws Exception {
            try (KeyServer issuer = new KeyServer(TestTokens.RSA)) {
                restart("token.jwks-url", issuer.url());
                issuer.hold();
                issuer.say(500, "");
                String token = TestTokens.signed(JWSAlgorithm.RS256, TestTokens.RSA, "{" + DOC + "}");
                client.send("{\"id\":90,\"subscribe\":{\"channel\":\"doc:1\",\"token\":\"" + token + "\"}}\n"
                        + "{\"id\":91,\"unsubscribe\":{\"channel\":\"doc:1\"}}");
                await().until(() -> issuer.asked() == 1);
                TestClient.connected(server, 43).close();
                issuer.release();
                JsonNode reply = client.next();
                assertThat(reply.path("id").asInt()).isEqualTo(90);
                assertThat(code(reply)).isEqualTo(100);
                assertThat(reply.path("error").path("temporary").asBoolean()).isTrue();
                assertThat(client.next().path("id").asInt()).isEqualTo(91);
            }
        }
    }

    @Nested
    class Refreshing {
        @BeforeEach
        void subscribe() throws Exception {
            assertSubscribed(SubscriptionTokenTest.this.subscribe("doc:1", "{" + DOC + ",\"exp\":$600}"));
        }

        @Test
        void aNewTokenExtendsTheSubscription() throws Exception {
            server.pass(Duration.ofSeconds(500));
            JsonNode result = refresh("{" + DOC + ",\"exp\":$900}").path("sub_refresh");
            assertThat(result.path("expires").asBoolean()).isTrue();
            assertThat(result.path("ttl").asInt()).isBetween(800, 900);
            server.pass(Duration.ofSeconds(500));
            assertThat(isSubscribed("doc:1")).isTrue();
            server.pass(Duration.ofSeconds(400 + 25));
            assertThat(client.next()
                            .path("push")
                            .path("unsubscribe")
                            .path("code")
                            .asInt())
                    .isEqualTo(2501);
        }

        @Test
        void aTokenWithoutAnEndMakesTheSubscriptionLastForEver() throws Exception {
            JsonNode reply = refresh("{" + DOC + "}");
            assertThat(reply.path("sub_refresh")).hasToString("{}");
            server.pass(Duration.ofHours(5));
            assertThat(isSubscribed("doc:1")).isTrue();
        }

        @Test
        void aTokenMayShortenTheSubscription() throws Exception {
            refresh("{" + DOC + ",\"exp\":$60}");
            server.pass(Duration.ofSeconds(60 + 25));
            assertThat(client.next().path("push").has("unsubscribe")).isTrue();
        }

        @Test
        void aNewTokenSpeaksForItsClientFromThenOn() throws Exception {
            refresh("{" + DOC + ",\"info\":7}");
            JsonNode presence =
                    client.call("presence", "{\"channel\":\"doc:1\"}").path("presence");
            assertThat(presence.path("presence").iterator().next().path("chan_info"))
                    .hasToString("7");
        }

        @Test
        void aChannelThatIsNotSubscribedIsDenied() throws Exception {
            String token = server.signed("{\"sub\":\"42\",\"channel\":\"doc:2\"}");
            assertThat(code(client.call("sub_refresh", "{\"channel\":\"doc:2\",\"token\":\"" + token + "\"}")))
                    .isEqualTo(103);
        }

        @Test
        void noTokenIsABadRequest() throws Exception {
            assertThat(code(client.call("sub_refresh", "{\"channel\":\"doc:1\"}")))
                    .isEqualTo(107);
        }

        @Test
        void noChannelDisconnects() throws Exception {
            client.send("{\"id\":9,\"sub_refresh\":{\"token\":\"x\"}}");
            assertThat(client.awaitClose()).isEqualTo(BAD_REQUEST);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"sub\":\"43\",\"channel\":\"doc:1\"}",
                    "{\"channel\":\"doc:1\"}",
                    "{\"sub\":\"42\",\"channel\":\"doc:2\"}",
                    "{\"sub\":\"42\",\"channel\":\"doc:1\",\"client\":\"another\"}",
                    "{\"sub\":\"42\"}"
                })
        void aTokenForSomebodyOrSomethingElseDisconnects(String claims) throws Exception {
            client.send(
                    "{\"id\":9,\"sub_refresh\":{\"channel\":\"doc:1\",\"token\":\"" + server.signed(claims) + "\"}}");
            assertThat(client.awaitClose()).isEqualTo(INVALID_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"exp\":$-1", "\"nbf\":$600", "\"expire_at\":$-1"})
        void anExpiredTokenIsAnErrorAndTheSubscriptionGoesOnAsItWas(String claims) throws Exception {
            assertThat(code(refresh("{" + DOC + "," + claims + "}"))).isEqualTo(110);
            assertThat(isSubscribed("doc:1")).isTrue();
            server.pass(Duration.ofSeconds(600 + 25));
            assertThat(client.next().path("push").has("unsubscribe")).isTrue();
        }
    }

    @Nested
    class Expiring {
        @Test
        void aSubscriptionWithoutANewTokenEndsAndCanBeMadeAnew() throws Exception {
            assertSubscribed(subscribe("doc:1", "{" + DOC + ",\"exp\":$600}"));
            assertSubscribed(subscribe("doc:2", "{\"sub\":\"42\",\"channel\":\"doc:2\",\"exp\":$6000}"));
            assertSubscribed(client.subscribe("personal:42"));
            server.pass(Duration.ofSeconds(600 + 25));
            assertThat(client.next())
                    .hasToString("{\"push\":{\"channel\":\"doc:1\",\"unsubscribe\":"
                            + "{\"code\":2501,\"reason\":\"subscription expired\"}}}");
            assertThat(isSubscribed("doc:2")).isTrue();
            assertThat(isSubscribed("personal:42")).isTrue();
            assertSubscribed(subscribe("doc:1", "{" + DOC + ",\"exp\":$600}"));
            server.pass(Duration.ofMinutes(100));
            List<String> ended = List.of(
                    client.next().path("push").path("channel").stringValue(),
                    client.next().path("push").path("channel").stringValue());
            assertThat(ended).containsExactlyInAnyOrder("doc:1", "doc:2");
        }

        @Test
        void aNewTokenMayComeALittleLate() throws Exception {
            restart("expired-sub-close-delay", "10m");
            subscribe("doc:1", "{" + DOC + ",\"exp\":$600}");
            server.pass(Duration.ofMinutes(11));
            assertThat(refresh("{" + DOC + ",\"exp\":$600}").has("sub_refresh")).isTrue();
            server.pass(Duration.ofMinutes(11));
            assertThat(isSubscribed("doc:1")).isTrue();
        }

        @Test
        void whoHasUnsubscribedHearsNoMoreOfIt() throws Exception {
            subscribe("doc:1", "{" + DOC + ",\"exp\":$600}");
            client.call("unsubscribe", "{\"channel\":\"doc:1\"}");
            server.pass(Duration.ofSeconds(700));
            assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
        }

        @Test
        void eachSubscriptionEndsInItsOwnTimeInWhateverOrderTheyBegan() throws Exception {
            for (int i = 1; i <= 9; i++) {
                int minutes = i * 7 % 10;
                String channel = "doc:" + minutes;
                assertSubscribed(subscribe(
                        channel, "{\"sub\":\"42\",\"channel\":\"%s\",\"exp\":$%d}".formatted(channel, minutes * 600)));
            }
            server.pass(Duration.ofSeconds(25));
            for (int minutes = 1; minutes <= 9; minutes++) {
                server.pass(Duration.ofMinutes(10));
                assertThat(client.next().path("push").path("channel").stringValue())
                        .isEqualTo("doc:" + minutes);
            }
        }

        @Test
        void aClientIsDisconnectedWhenTheServersOwnSubscriptionExpires() throws Exception {
            long expires = server.clock.millis() + 600_000;
            server.gateway
                    .connections()
                    .of("42")
                    .getFirst()
                    .subscribe("doc:1", new ServerSubscribe(null, false, expires, ChannelClaims.NONE));
            assertThat(client.next().path("push").has("subscribe")).isTrue();
            server.pass(Duration.ofSeconds(600 + 25));
            assertThat(client.awaitClose()).isEqualTo(new Close(3006, "subscription expired"));
        }
    }
}
