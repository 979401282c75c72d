package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.SessionsEnded;
import dev.gapless.account.UserPrincipal;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SubscribeTest {
    private GatewayServer server = start();
    private TestClient client;

    private static GatewayServer start(String... settings) {
        try {
            return GatewayServer.start(settings);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(String... settings) throws Exception {
        stop();
        server = start(settings);
        client = TestClient.connected(server, 42);
    }

    @SuppressWarnings("NullAway.Init")
    SubscribeTest() {}

    @BeforeEach
    void connect() throws Exception {
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aSubscriptionBeginsAtThePresent() throws Exception {
        server.publish("{\"n\":0}", "user:42");
        JsonNode result = client.subscribe("personal:42").path("subscribe");
        assertThat(result)
                .hasToString("{\"recoverable\":true,\"epoch\":\"7-1\",\"offset\":"
                        + server.position().offset() + ",\"positioned\":true}");
        long offset = server.publish("{\"n\":1}", "room:1");
        assertThat(client.next())
                .hasToString("{\"push\":{\"channel\":\"personal:42\",\"pub\":{\"data\":{\"n\":1},\"offset\":" + offset
                        + "}}}");
    }

    @Test
    void subscribesWithoutEndAreRefusedForAWhileAndTheConnectionStays() throws Exception {
        restart("subscribes-per-second", "1");
        for (int i = 0; i < 10; i++) {
            assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
            client.call("unsubscribe", "{\"channel\":\"personal:42\"}");
        }
        JsonNode error = client.subscribe("personal:42").path("error");
        while (error.isMissingNode()) {
            client.call("unsubscribe", "{\"channel\":\"personal:42\"}");
            error = client.subscribe("personal:42").path("error");
        }
        assertThat(error).hasToString("{\"code\":111,\"message\":\"too many requests\",\"temporary\":true}");
        assertThat(client.call("unsubscribe", "{\"channel\":\"personal:42\"}").has("unsubscribe"))
                .isTrue();
    }

    @Test
    void publicationsComeInOrderOnceEach() throws Exception {
        client.subscribe("personal:42");
        for (int i = 0; i < 5_000; i++) {
            server.publish("{\"n\":" + i + "}", i % 2 == 0 ? "room:1" : "user:42");
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(client.nextPublication().path("data").path("n").asInt()).isEqualTo(i);
        }
    }

    @Test
    void whatWasMissedIsInTheReplyAndTheOffsetIsTheOneAskedFor() throws Exception {
        StreamPosition seen = server.position();
        long first = server.publish("{\"n\":1}", "user:42");
        server.publish("{\"n\":9}", "user:43");
        long second = server.publish("{\"n\":2}", "room:1");
        JsonNode result =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(result.path("recovered").asBoolean()).isTrue();
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        assertThat(result.path("offset").asLong()).isEqualTo(seen.offset());
        assertThat(result.path("publications"))
                .hasToString("[{\"data\":{\"n\":1},\"offset\":" + first + "},{\"data\":{\"n\":2},\"offset\":" + second
                        + "}]");
        server.publish("{\"n\":3}", "room:1");
        assertThat(client.nextPublication().path("data").path("n").asInt()).isEqualTo(3);
    }

    @Test
    void whoHasMissedNothingIsRecoveredAndToldTheNewestPosition() throws Exception {
        StreamPosition seen = server.position();
        server.publish("{}", "user:43");
        JsonNode result =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(result.path("recovered").asBoolean()).isTrue();
        assertThat(result.has("publications")).isFalse();
        assertThat(result.path("offset").asLong())
                .isEqualTo(server.position().offset())
                .isGreaterThan(seen.offset());
    }

    @Test
    void anEmptyEpochFitsEveryEpoch() throws Exception {
        JsonNode result =
                client.recover("personal:42", server.position().offset(), "").path("subscribe");
        assertThat(result.path("recovered").asBoolean()).isTrue();
        assertThat(result.path("epoch").stringValue()).isEqualTo("7-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8-1", "7-2"})
    void anotherEpochIsStateLostAndTheSubscriptionIsLive(String epoch) throws Exception {
        JsonNode result =
                client.recover("personal:42", server.position().offset(), epoch).path("subscribe");
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        assertThat(result.has("recovered")).isFalse();
        assertThat(result.path("offset").asLong()).isEqualTo(server.position().offset());
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.nextPublication().path("data").path("n").asInt()).isEqualTo(1);
    }

    @Test
    void threeHundredMissedAreRecoveredAndOneMoreAreNot() throws Exception {
        StreamPosition seen = server.position();
        for (int i = 0; i < 300; i++) {
            server.publish("{\"n\":" + i + "}", "room:1");
        }
        JsonNode all =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(all.path("recovered").asBoolean()).isTrue();
        assertThat(all.path("publications")).hasSize(300);
        client.call("unsubscribe", "{\"channel\":\"personal:42\"}");
        server.publish("{\"n\":300}", "room:1");
        JsonNode lost =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(lost.path("recovered").asBoolean()).isFalse();
        assertThat(lost.has("publications")).isFalse();
    }

    @Test
    void aClientCanAskToBeRefusedRatherThanLoseItsState() throws Exception {
        String parameters = "{\"channel\":\"personal:42\",\"recover\":true,\"offset\":1,\"epoch\":\"7-1\",\"flag\":3}";
        assertThat(client.call("subscribe", parameters)
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(112);
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.subscribe("personal:42").has("subscribe"))
                .as("was not subscribed")
                .isTrue();
    }

    @Test
    void aRecoveryLargerThanTheQueueIsDelivered() throws Exception {
        StreamPosition seen = server.position();
        for (int i = 0; i < 300; i++) {
            server.publish("\"" + "x".repeat(10_000) + "\"", "room:1");
        }
        JsonNode result =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(result.path("publications")).hasSize(300);
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.nextPublication().path("data").path("n").asInt()).isEqualTo(1);
    }

    @Test
    void aSecondSubscribeIsAlreadySubscribed() throws Exception {
        client.subscribe("personal:42");
        assertThat(code(client.subscribe("personal:42"))).isEqualTo(105);
    }

    @Test
    void aSecondSubscribeIsAlreadySubscribedWhileTheFirstIsUnderWay() throws Exception {
        server.follows.hold();
        client.send("{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}");
        client.send("{\"id\":3,\"subscribe\":{\"channel\":\"personal:42\"}}");
        JsonNode second = client.next();
        assertThat(second.path("id").asInt()).isEqualTo(3);
        assertThat(code(second)).isEqualTo(105);
        server.follows.release();
        assertThat(client.next().path("id").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"personal:43", "personal:", "personal:042", "room:2"})
    void channelsOfOthersAreDenied(String channel) throws Exception {
        assertThat(code(client.subscribe(channel))).isEqualTo(103);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"personal", "user:42", "here:1", "$personal:42", "personal#42", "nowhere:1", SessionsEnded.TOPIC
            })
    void otherChannelsAreUnknown(String channel) throws Exception {
        assertThat(code(client.subscribe(channel))).isEqualTo(102);
    }

    @Test
    void aChannelNameHasToBeShortAndPrintable() throws Exception {
        assertThat(code(client.subscribe("a".repeat(255)))).isEqualTo(102);
        assertThat(code(client.subscribe("a".repeat(256)))).isEqualTo(107);
        assertThat(code(client.subscribe("ä".repeat(128)))).isEqualTo(107);
        assertThat(code(client.subscribe("personal:42 "))).isEqualTo(107);
        assertThat(code(client.subscribe("personal:ä"))).isEqualTo(107);
        assertThat(code(client.subscribe("personal:\\u0000"))).isEqualTo(107);
    }

    @Test
    void aChannelTooManyExceedsTheLimit() throws Exception {
        restart("channels-per-connection", "1");
        client.subscribe("personal:42");
        assertThat(code(client.subscribe("personal:43"))).isEqualTo(106);
    }

    @Test
    void fossilMayBeAskedForAndIsNotPromised() throws Exception {
        JsonNode reply = client.call("subscribe", "{\"channel\":\"personal:42\",\"delta\":\"fossil\"}");
        assertThat(reply.path("subscribe").has("delta")).isFalse();
        assertThat(reply.has("subscribe")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tf\":{\"key\":\"k\"}", "\"type\":1"})
    void otherKindsOfSubscriptionsAreBadRequests(String field) throws Exception {
        assertThat(code(client.call("subscribe", "{\"channel\":\"personal:42\"," + field + "}")))
                .isEqualTo(107);
    }

    @Test
    void aSubscriptionTokenIsCheckedWhenThereIsOne() throws Exception {
        UserPrincipal alice = new UserPrincipal(42, "alice", "login");
        String good = server.tokens.forSubscription(alice, "personal:42");
        assertThat(code(withToken("x.y.z"))).isEqualTo(103);
        assertThat(code(withToken(server.token(42)))).isEqualTo(103);
        assertThat(withToken(good).has("subscribe")).isTrue();
    }

    @Test
    void anExpiredSubscriptionTokenIsSaidToBe() throws Exception {
        String token = server.tokens.forSubscription(new UserPrincipal(42, "alice", "login"), "personal:42");
        server.clock.advance(Duration.ofHours(2));
        assertThat(code(withToken(token))).isEqualTo(109);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42 personal:43", "43 personal:42"})
    void aSubscriptionTokenForSomethingElseDisconnects(String userAndChannel) throws Exception {
        String[] parts = userAndChannel.split(" ", -1);
        UserPrincipal user = new UserPrincipal(Long.parseLong(parts[0]), "someone", "login");
        client.send("{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\",\"token\":\""
                + server.tokens.forSubscription(user, parts[1]) + "\"}}");
        assertThat(client.awaitClose()).isEqualTo(new Close(3500, "invalid token"));
    }

    @Test
    void aChannelWhoseTopicsCannotBeLoadedIsATemporaryError() throws Exception {
        server.follows.fail(true);
        JsonNode reply = client.subscribe("personal:42");
        assertThat(code(reply)).isEqualTo(100);
        assertThat(reply.path("error").path("temporary").asBoolean()).isTrue();
        server.follows.fail(false);
        server.pass(Duration.ofSeconds(2)); // the longest until the hub asks again
        assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
    }

    @Test
    void aNewOrderOfPublicationsAsksClientsToSubscribeAgain() throws Exception {
        client.subscribe("personal:42");
        StreamPosition seen = server.position();
        server.hub.begin(new StreamPosition(5, "8-1"));
        assertThat(client.next())
                .hasToString("{\"push\":{\"channel\":\"personal:42\",\"unsubscribe\":"
                        + "{\"code\":2500,\"reason\":\"insufficient state\"}}}");
        JsonNode result =
                client.recover("personal:42", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(result.path("epoch").stringValue()).isEqualTo("8-1");
        assertThat(result.has("recovered")).isFalse();
    }

    private JsonNode withToken(String token) throws InterruptedException {
        return client.call("subscribe", "{\"channel\":\"personal:42\",\"token\":\"" + token + "\"}");
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }
}
