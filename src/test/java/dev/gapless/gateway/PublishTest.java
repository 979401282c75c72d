package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What clients publish: section 6 of the protocol. */
class PublishTest {
    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    PublishTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "namespaces.chat.allow-subscribe-for-client", "true",
                "namespaces.chat.allow-publish-for-client", "true",
                "namespaces.chat.history-size", "10",
                "namespaces.chat.history-ttl", "10m",
                "namespaces.talk.allow-subscribe-for-client", "true",
                "namespaces.talk.allow-publish-for-subscriber", "true",
                "namespaces.quiet.allow-subscribe-for-client", "true");
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        server.log.release();
        server.follows.release();
        client.close();
        server.close();
    }

    private void restartWithPings() throws Exception {
        stop();
        server = GatewayServer.start("ping-interval", "25s", "namespaces.chat.allow-publish-for-client", "true");
        client = TestClient.connected(server, 42);
    }

    private JsonNode publish(String channel, String data) throws InterruptedException {
        return client.call("publish", "{\"channel\":\"" + channel + "\",\"data\":" + data + "}");
    }

    @Test
    void thePublisherIsAnsweredAndGetsItsOwnPublicationWithWhoItIs() throws Exception {
        client.subscribe("chat:a");
        JsonNode publication =
                publish("chat:a", "{\"n\":  [1, 2]}").path("push").path("pub");
        assertThat(publication.path("data")).hasToString("{\"n\":[1,2]}");
        assertThat(publication.path("offset").asLong())
                .isEqualTo(server.position().offset());
        assertThat(publication.path("info").path("user").stringValue()).isEqualTo("42");
        assertThat(publication.path("info").path("client").stringValue()).isNotEmpty();
        assertThat(client.next()).hasToString("{\"id\":3,\"publish\":{}}");
    }

    @Test
    void whoSubscribesAndPublishesInOneFrameDoesSoAsASubscriberAndHearsIt() throws Exception {
        server.follows.hold();
        client.send("""
                {"id":2,"subscribe":{"channel":"talk:a"}}
                {"id":3,"publish":{"channel":"talk:a","data":1}}""");
        await().until(() -> server.gateway.connections().of("42").getFirst().isBusy());
        server.follows.release();
        assertThat(client.next().has("subscribe")).isTrue();
        assertThat(List.of(client.next().toString(), client.next().toString()))
                .anyMatch(line -> line.startsWith("{\"push\":{\"channel\":\"talk:a\",\"pub\":{\"data\":1,"))
                .contains("{\"id\":3,\"publish\":{}}");
    }

    @Test
    void whatFailsWithoutAnAnswerEndsTheConnection() throws Exception {
        client.send("{\"id\":9,\"publish\":{\"channel\":\"chat:" + GatewayServer.Follows.BROKEN + "\",\"data\":1}}");
        client.next();
        assertThat(client.awaitClose().code()).isEqualTo(3004);
    }

    @Test
    void aNameThatIsTooLongIsRefusedWhateverIsAsked() throws Exception {
        String parameters = "{\"channel\":\"chat:" + "x".repeat(251) + "\",\"data\":1}";
        for (String method : List.of("publish", "subscribe", "history", "presence")) {
            assertThat(client.call(method, parameters)
                            .path("error")
                            .path("code")
                            .asInt())
                    .as(method)
                    .isEqualTo(107);
        }
    }

    @Test
    void othersGetThePayloadAsTheTextThatItWas() throws Exception {
        try (TestClient other = TestClient.connected(server, 43)) {
            other.subscribe("chat:a");
            other.nextFrame();
            other.nextFrame();
            publish("chat:a", "{\"n\":  [1,2e0] }");
            assertThat(other.nextFrame())
                    .startsWith("{\"push\":{\"channel\":\"chat:a\",\"pub\":{\"data\":{\"n\":  [1,2e0] },\"info\":{");
        }
    }

    @Test
    void thePublishersInfoIsThatOfItsTokens() throws Exception {
        try (TestClient author = new TestClient(server)) {
            author.connect(server.signed("{\"sub\":\"7\",\"exp\":$600,\"info\":{\"name\":\"Ann\"}}"));
            author.next();
            String token =
                    server.signed("{\"sub\":\"7\",\"channel\":\"chat:a\",\"exp\":$600,\"info\":{\"role\":\"host\"}}");
            author.call("subscribe", "{\"channel\":\"chat:a\",\"token\":\"" + token + "\"}");
            author.send("{\"id\":3,\"publish\":{\"channel\":\"chat:a\",\"data\":1}}");
            JsonNode info = author.nextPublication().path("info");
            assertThat(info.path("user").stringValue()).isEqualTo("7");
            assertThat(info.path("conn_info")).hasToString("{\"name\":\"Ann\"}");
            assertThat(info.path("chan_info")).hasToString("{\"role\":\"host\"}");
        }
    }

    @Test
    void withoutHistoryAPublicationHasNoOffset() throws Exception {
        client.subscribe("talk:a");
        client.send("{\"id\":3,\"publish\":{\"channel\":\"talk:a\",\"data\":1}}");
        assertThat(client.nextPublication().has("offset")).isFalse();
    }

    @Test
    void onlySubscribersPublishWhereTheyAloneMay() throws Exception {
        assertThat(code(publish("talk:a", "1"))).isEqualTo(103);
        client.subscribe("talk:a");
        assertThat(publish("talk:a", "1").path("push").has("pub")).isTrue();
        client.next();
        client.call("unsubscribe", "{\"channel\":\"talk:a\"}");
        assertThat(code(publish("talk:a", "1"))).isEqualTo(103);
    }

    @ParameterizedTest
    @CsvSource({"quiet:a, 103", "personal:42, 103", "nowhere:a, 102", "nowhere, 102", "chat:ä, 107"})
    void whatMayNotBeIsRefused(String channel, int code) throws Exception {
        client.subscribe(channel);
        assertThat(code(publish(channel, "1"))).isEqualTo(code);
        assertThat(server.log.published).isEmpty();
    }

    @Test
    void aLogThatFailsIsATemporaryErrorAndTheConnectionStays() throws Exception {
        server.log.fail(true);
        JsonNode error = publish("chat:a", "1").path("error");
        assertThat(error).hasToString("{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}");
        server.log.fail(false);
        assertThat(publish("chat:a", "1").has("publish")).isTrue();
    }

    @Test
    void laterCommandsWaitUntilItHasBeenPlaced() throws Exception {
        server.log.hold();
        client.send("""
                {"id":2,"publish":{"channel":"chat:a","data":1}}
                {"id":3,"publish":{"channel":"chat:a","data":2}}
                {"id":4,"unsubscribe":{"channel":"x"}}""");
        client.send("{\"id\":5,\"rpc\":{\"method\":\"x\"}}");
        await().until(() -> server.log.waiting() == 1);
        server.log.release();
        for (int id = 2; id <= 5; id++) {
            assertThat(client.next().path("id").asInt()).isEqualTo(id);
        }
        assertThat(server.log.published)
                .extracting(event -> new String(event.data(), StandardCharsets.UTF_8))
                .containsExactly("1", "2");
    }

    @Test
    void pongsThatCannotBeReadMeanwhileAreNotMissed() throws Exception {
        restartWithPings();
        server.log.hold();
        client.send("{\"id\":2,\"publish\":{\"channel\":\"chat:a\",\"data\":1}}");
        await().until(() -> server.log.waiting() == 1);
        for (int pings = 0; pings < 3; pings++) {
            server.pass(Duration.ofSeconds(25));
            assertThat(client.next()).hasToString("{}");
            client.send("{}");
            server.pass(Duration.ofSeconds(8));
        }
        server.log.release();
        assertThat(client.next()).hasToString("{\"id\":2,\"publish\":{}}");
        assertThat(client.call("unsubscribe", "{\"channel\":\"x\"}").has("unsubscribe"))
                .isTrue();
    }

    @Test
    void aClientThatLeavesMeanwhileLeavesNothingBehind() throws Exception {
        restartWithPings();
        server.log.hold();
        client.send("{\"id\":2,\"publish\":{\"channel\":\"chat:a\",\"data\":1}}");
        await().until(() -> server.log.waiting() == 1);
        client.close();
        await().until(() -> {
            server.pass(Duration.ofSeconds(25)); // what cannot be written tells that nobody is there
            return server.gateway.connections().size() == 0;
        });
        server.log.release();
    }

    @Test
    void tagsAreHandedOn() throws Exception {
        client.subscribe("chat:a");
        server.log.place(Event.of(List.of("chat:a"), "1".getBytes(StandardCharsets.UTF_8))
                .withTags(Map.of("lang", "de")));
        assertThat(client.nextPublication().path("tags")).hasToString("{\"lang\":\"de\"}");
    }

    @Test
    void bytesThatAreNoJsonReachJsonClientsInBase64() throws Exception {
        client.subscribe("chat:a");
        server.log.place(Event.binary(List.of("chat:a"), new byte[] {(byte) 0xff, '\n'}));
        assertThat(client.nextPublication().path("data").stringValue()).isEqualTo("/wo=");
    }

    @Test
    void membersMayTellARoomThatTheyAreTyping() throws Exception {
        client.subscribe("room:1");
        client.send("{\"id\":3,\"publish\":{\"channel\":\"room:1\",\"data\":{\"type\":\"typing\"}}}");
        JsonNode publication = client.nextPublication();
        assertThat(publication.path("data")).hasToString("{\"type\":\"typing\"}");
        assertThat(publication.path("info").path("user").stringValue()).isEqualTo("42");
        assertThat(publication.has("offset")).isFalse();
        assertThat(client.next()).hasToString("{\"id\":3,\"publish\":{}}");
        assertThat(server.log.published.getFirst().topics()).containsExactly("here:1");
    }

    @Test
    void butNothingElse() throws Exception {
        client.subscribe("room:1");
        assertThat(code(publish("room:1", "{\"type\":\"message_added\"}"))).isEqualTo(107);
        assertThat(code(publish("room:1", "{\"type\":\"typing\",\"x\":\"" + "x".repeat(1024) + "\"}")))
                .isEqualTo(107);
        assertThat(code(publish("room:2", "{\"type\":\"typing\"}"))).isEqualTo(103);
    }

    @Test
    void andNotMoreOftenThanEveryThreeSeconds() throws Exception {
        server.stopTime();
        client.subscribe("room:1");
        publish("room:1", "{\"type\":\"typing\"}");
        client.next();
        JsonNode error = publish("room:1", "{\"type\":\"typing\"}").path("error");
        assertThat(error).hasToString("{\"code\":111,\"message\":\"too many requests\",\"temporary\":true}");
        server.pass(Duration.ofSeconds(3));
        assertThat(publish("room:1", "{\"type\":\"typing\"}").path("push").has("pub"))
                .isTrue();
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }
}
