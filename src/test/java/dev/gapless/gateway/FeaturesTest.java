package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What subscriptions come with in channels of several kinds: sections 4 and 5 of the protocol. */
class FeaturesTest {
    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    FeaturesTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "namespaces.kept.history-size", "5",
                "namespaces.kept.history-ttl", "10m",
                "namespaces.kept.force-recovery", "true",
                "namespaces.kept.allow-subscribe-for-client", "true",
                "namespaces.asked.history-size", "5",
                "namespaces.asked.history-ttl", "10m",
                "namespaces.asked.allow-recovery", "true",
                "namespaces.asked.allow-positioning", "true",
                "namespaces.asked.allow-subscribe-for-client", "true",
                "namespaces.plain.history-size", "5",
                "namespaces.plain.history-ttl", "10m",
                "namespaces.plain.allow-subscribe-for-client", "true",
                "namespaces.now.allow-recovery", "true",
                "namespaces.now.allow-subscribe-for-client", "true");
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode subscribe(String channel, String wishes) throws InterruptedException {
        JsonNode reply = client.call("subscribe", "{\"channel\":\"" + channel + "\"" + wishes + "}");
        assertThat(reply.has("subscribe")).as(reply.toString()).isTrue();
        return reply.path("subscribe");
    }

    private String positioned(String flags) {
        StreamPosition position = server.position();
        return "{%s\"epoch\":\"%s\",\"offset\":%d,\"positioned\":true}"
                .formatted(flags, position.epoch(), position.offset());
    }

    @Test
    void aChannelWithForcedRecoveryIsRecoverableUnasked() throws Exception {
        assertThat(subscribe("kept:a", "")).hasToString(positioned("\"recoverable\":true,"));
    }

    @Test
    void whereItIsAllowedItHasToBeAskedFor() throws Exception {
        assertThat(subscribe("asked:a", "")).isEmpty();
        assertThat(subscribe("asked:b", ",\"recoverable\":true")).hasToString(positioned("\"recoverable\":true,"));
        assertThat(subscribe("asked:c", ",\"positioned\":true")).hasToString(positioned(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain:a", "now:a"})
    void whereItIsNotAllowedItIsNotGiven(String channel) throws Exception {
        assertThat(subscribe(channel, ",\"recoverable\":true,\"positioned\":true"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain:a", "now:a"})
    void whatIsNotRecoverableIsNotRecovered(String channel) throws Exception {
        long seen = server.publish("1", channel);
        server.publish("2", channel);
        String recover = ",\"recover\":true,\"offset\":%d,\"epoch\":\"%s\"".formatted(seen, GatewayServer.EPOCH);
        assertThat(subscribe(channel, recover)).hasToString("{\"was_recovering\":true}");
        client.call("unsubscribe", "{\"channel\":\"" + channel + "\"}");
        JsonNode rejected = client.call("subscribe", "{\"channel\":\"" + channel + "\"" + recover + ",\"flag\":2}");
        assertThat(rejected.path("error").path("code").asInt()).isEqualTo(112);
    }

    @Test
    void aSmallHistoryRecoversWhatItHolds() throws Exception {
        StreamPosition seen = server.position();
        for (int i = 0; i < 5; i++) {
            server.publish("" + i, "kept:a");
        }
        JsonNode recovered =
                client.recover("kept:a", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(recovered.path("recovered").asBoolean()).isTrue();
        assertThat(recovered.path("publications")).hasSize(5);
        server.publish("5", "kept:a");
        client.next();
        client.call("unsubscribe", "{\"channel\":\"kept:a\"}");
        JsonNode lost = client.recover("kept:a", seen.offset(), seen.epoch()).path("subscribe");
        assertThat(lost.has("recovered")).isFalse();
        assertThat(lost.path("was_recovering").asBoolean()).isTrue();
        assertThat(lost.path("offset").asLong()).isEqualTo(server.position().offset());
    }

    @Test
    void withoutHistoryThereIsNoOffset() throws Exception {
        subscribe("now:a", "");
        server.publish("{\"n\":1}", "now:a");
        assertThat(client.next()).hasToString("{\"push\":{\"channel\":\"now:a\",\"pub\":{\"data\":{\"n\":1}}}}");
    }

    @Test
    void aTokenBringsDataAndWhatTheNamespaceDoesNotGive() throws Exception {
        String token = server.signed("{\"sub\":\"42\",\"channel\":\"plain:a\",\"exp\":$600,\"data\":{\"topic\":\"x\"},"
                + "\"override\":{\"force_positioning\":{\"value\":true}}}");
        JsonNode result = subscribe("plain:a", ",\"token\":\"" + token + "\"");
        assertThat(result.path("data")).hasToString("{\"topic\":\"x\"}");
        assertThat(result.path("positioned").asBoolean()).isTrue();
        assertThat(result.has("recoverable")).isFalse();
    }

    @Test
    void aNewOrderOfPublicationsEndsSubscriptionsOfAllKinds() throws Exception {
        subscribe("kept:a", "");
        server.hub.begin(new StreamPosition(5, "8-1"));
        assertThat(client.next().path("push").path("unsubscribe").path("code").asInt())
                .isEqualTo(2500);
    }

    @Test
    void onlyPersonalChannelsTellHowFarTheHubHasCome() throws Exception {
        subscribe("kept:a", "");
        subscribe("personal:42", "");
        server.publish("1", "user:43");
        server.pass(Duration.ofMinutes(6));
        JsonNode push = client.next().path("push");
        assertThat(push.path("channel").stringValue()).isEqualTo("personal:42");
        assertThat(push.path("pub").path("data")).hasToString("{\"type\":\"position\"}");
        server.publish("2", "kept:a");
        assertThat(client.nextPublication().path("data")).hasToString("2");
    }

    @Test
    void whoIsNoMemberAnyMoreIsNotSubscribedAnyMore() throws Exception {
        assertThat(subscribe("room:1", "")).isEmpty();
        server.unfollow("personal:42", "room:1");
        assertThat(client.next())
                .hasToString("{\"push\":{\"channel\":\"room:1\",\"unsubscribe\":"
                        + "{\"code\":2000,\"reason\":\"server unsubscribe\"}}}");
        assertThat(client.subscribe("room:1").path("error").path("code").asInt())
                .isEqualTo(103);
    }

    @Test
    void theMessagesOfARoomAreNotInItsChannel() throws Exception {
        subscribe("room:1", "");
        server.publish("1", "room:1");
        server.publish("2", "here:1");
        assertThat(client.nextPublication().path("data")).hasToString("2");
    }
}
