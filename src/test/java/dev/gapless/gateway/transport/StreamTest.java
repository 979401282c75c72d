package dev.gapless.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.GatewayServer;
import dev.gapless.gateway.RawClient;
import dev.gapless.gateway.transport.StreamClient.Kind;
import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients on an HTTP answer without end (section 12 of the protocol). */
class StreamTest {
    private static final String PAYLOAD = "\"" + "x".repeat(10_000) + "\"";

    private GatewayServer server;

    @SuppressWarnings("NullAway.Init")
    StreamTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start();
    }

    private void restart(String... settings) throws Exception {
        server.close();
        server = GatewayServer.start(settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void aClientConnectsAndIsToldWhereToSendItsCommands(Kind kind) throws Exception {
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            assertThat(client.session()).hasSize(22);
            assertThat(client.node()).isEqualTo(server.gateway.node());
            assertThat(client.subscribe("personal:42")
                            .path("subscribe")
                            .path("recoverable")
                            .asBoolean())
                    .isTrue();
            long offset = server.publish("{\"text\":\"h\\u00e9\"}", "user:42");
            JsonNode push = client.next().path("push");
            assertThat(push.path("pub").path("offset").asLong()).isEqualTo(offset);
            assertThat(push.path("pub").path("data")).hasToString("{\"text\":\"hé\"}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingBetweenServerAndClientIsToHoldItBack(Kind kind) throws Exception {
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            var headers = client.response().headers();
            assertThat(client.response().statusCode()).isEqualTo(200);
            assertThat(headers.firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(headers.firstValue("Cache-Control")).get().asString().contains("no-store", "no-transform");
            assertThat(headers.firstValue("Content-Type"))
                    .hasValue(kind == Kind.SSE ? "text/event-stream" : "application/x-ndjson");
            assertThat(headers.firstValue("Set-Cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsAfterTheConnectMayComeInTheFirstRequest(Kind kind) throws Exception {
        String connect = "{\"id\":1,\"connect\":{\"token\":\"" + server.token(42) + "\"}}";
        try (StreamClient client =
                StreamClient.open(server, kind, connect + "\n{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}")) {
            assertThat(client.next().has("connect")).isTrue();
            assertThat(client.next().has("subscribe")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatComesBackRecoversWhatItMissedInOrder(Kind kind) throws Exception {
        StreamPosition seen = server.position();
        List<Long> missed = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            missed.add(server.publish(PAYLOAD, "user:42"));
        }
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            JsonNode result = client.call(
                            "subscribe",
                            "{\"channel\":\"personal:42\",\"recover\":true,\"offset\":%d,\"epoch\":\"%s\"}"
                                    .formatted(seen.offset(), seen.epoch()))
                    .path("subscribe");
            assertThat(result.path("recovered").asBoolean()).isTrue();
            assertThat(result.path("publications").values().stream()
                            .map(it -> it.path("offset").asLong()))
                    .isEqualTo(missed);
            long live = server.publish("1", "user:42");
            assertThat(client.next().path("push").path("pub").path("offset").asLong())
                    .isEqualTo(live);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDisconnectIsSaidAndThenTheStreamEnds(Kind kind) throws Exception {
        try (StreamClient client = StreamClient.open(server, kind, "{\"id\":1,\"connect\":{\"token\":\"x\"}}")) {
            assertThat(client.next())
                    .hasToString("{\"push\":{\"disconnect\":{\"code\":3500,\"reason\":\"invalid token\"}}}");
            client.awaitEnd();
        }
        await().until(() -> server.connections() == 0 && server.newcomers() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void pingsComeOnTheStreamAndPongsApart(Kind kind) throws Exception {
        restart("ping-interval", "25s", "pong-timeout", "24s");
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            for (int i = 0; i < 3; i++) {
                server.pass(Duration.ofSeconds(25));
                assertThat(client.next()).hasToString("{}");
                assertThat(client.emulate("{}")).isEqualTo(204);
                assertThat(client.call("unsubscribe", "{\"channel\":\"a\"}").has("unsubscribe"))
                        .isTrue();
            }
            server.pass(Duration.ofSeconds(25));
            assertThat(client.next()).hasToString("{}");
            server.pass(Duration.ofSeconds(24));
            assertThat(client.next()).hasToString("{\"push\":{\"disconnect\":{\"code\":3012,\"reason\":\"no pong\"}}}");
            client.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesIsForgotten(Kind kind) throws Exception {
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            client.subscribe("personal:42");
            assertThat(server.users()).isEqualTo(1);
        }
        await().until(() -> {
            server.publish(PAYLOAD, "user:42"); // what cannot be written tells that nobody is there
            return server.connections() == 0 && server.users() == 0;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatStopsSaysSoAndTakesNobody(Kind kind) throws Exception {
        try (StreamClient client = StreamClient.connected(server, kind, 42)) {
            server.gateway.stop();
            assertThat(client.next()
                            .path("push")
                            .path("disconnect")
                            .path("code")
                            .asInt())
                    .isEqualTo(3001);
            client.awaitEnd();
            assertThat(server.connections()).isZero();
        }
        try (StreamClient late = StreamClient.open(server, kind, "{}")) {
            assertThat(late.response().statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aBodyMayBeAsLongAsAMessage() throws Exception {
        restart("ping-interval", "25s");
        String connect = "{\"id\":1,\"connect\":{\"token\":\"" + server.token(42) + "\"}}";
        String filler = "\n{\"id\":2,\"unsubscribe\":{\"channel\":\"%s\"}}";
        int left = 65_536 - connect.length() - filler.length() + 2;
        try (StreamClient client =
                StreamClient.open(server, Kind.HTTP_STREAM, connect + filler.formatted("a".repeat(left)))) {
            assertThat(client.next().has("connect")).isTrue();
            assertThat(client.next().has("unsubscribe")).isTrue();
        }
        try (StreamClient client =
                StreamClient.open(server, Kind.HTTP_STREAM, connect + filler.formatted("a".repeat(left + 1)))) {
            assertThat(client.response().statusCode()).isEqualTo(413);
        }
        await().until(() -> {
            server.pass(Duration.ofSeconds(25)); // what cannot be written tells that nobody is there
            return server.connections() == 0;
        });
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLongerThanAConnect() throws Exception {
        restart("connect-timeout", "1s");
        String answer = RawClient.answer(
                server, "POST /connection/http_stream HTTP/1.1\nHost: localhost\nContent-Length: 10\n\n{");
        assertThat(answer).startsWith("HTTP/1.1 200");
        await().until(() -> server.disconnects(3502) == 1 && server.connections() == 0);
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws Exception {
        String connect = "{\"id\":1,\"connect\":{\"token\":\"" + server.token(42)
                + "\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}";
        try (RawClient stuck = RawClient.silent(
                server,
                "POST /connection/http_stream HTTP/1.1\nHost: localhost\nContent-Length: %d\n\n%s"
                        .formatted(connect.length(), connect))) {
            stuck.readUntil("{\"id\":2,\"subscribe\":");
            for (int i = 0; i < 250; i++) {
                server.publish(PAYLOAD, "user:42");
            }
            await().until(() -> server.disconnects(3008) == 1 && server.connections() == 0);
            assertThat(stuck.drain()).isNotZero();
        }
    }

    @Test
    void newcomersAreLimitedWhateverTheTransport() throws Exception {
        restart("unconnected", "1");
        try (RawClient newcomer = RawClient.open(server)) {
            await().until(() -> server.newcomers() == 1);
            try (StreamClient refused = StreamClient.open(server, Kind.HTTP_STREAM, "{}")) {
                assertThat(refused.response().statusCode()).isEqualTo(503);
                assertThat(refused.response().headers().firstValue("Retry-After"))
                        .hasValue("2");
            }
            newcomer.enter(server, 43);
            try (StreamClient admitted = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
                assertThat(admitted.subscribe("personal:42").has("subscribe")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /connection/http_stream",
                "PUT /connection/http_stream",
                "DELETE /connection/sse",
                "GET /emulation",
            })
    void otherMethodsAreNotAllowed(String request) throws Exception {
        assertThat(RawClient.answer(server, request + " HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: ");
    }

    @Test
    void eventsWithoutACommandAreABadRequest() throws Exception {
        assertThat(RawClient.answer(server, "GET /connection/sse HTTP/1.1\nHost: localhost\n\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void eventsBeginWithAnEmptyLine() throws Exception {
        try (RawClient client = RawClient.silent(
                server, "GET /connection/sse?cf_connect=x HTTP/1.1\nHost: localhost\nConnection: close\n\n")) {
            String all = client.readAll();
            assertThat(all.substring(all.indexOf("\r\n\r\n")))
                    .contains("\r\ndata: {\"push\":{\"disconnect\":{\"code\":3501,\"reason\":\"bad request\"}}}\n\n");
        }
    }

    @Test
    void whatIsSwitchedOffIsNotThere() throws Exception {
        restart("sse", "false");
        assertThat(RawClient.answer(server, "GET /connection/sse?cf_connect=x HTTP/1.1\nHost: localhost\n\n"))
                .startsWith("HTTP/1.1 404");
        assertThat(StreamClient.post(server, "{}")).isEqualTo(404);
        restart("sse", "false", "http-stream", "false");
        assertThat(RawClient.answer(server, "GET /emulation HTTP/1.1\nHost: localhost\n\n"))
                .startsWith("HTTP/1.1 404");
    }
}
