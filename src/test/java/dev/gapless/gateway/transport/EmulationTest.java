package dev.gapless.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.GatewayServer;
import dev.gapless.gateway.RawClient;
import dev.gapless.gateway.transport.StreamClient.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What clients send apart from the stream on which they listen (section 12 of the protocol). */
class EmulationTest {
    private GatewayServer server;

    @SuppressWarnings("NullAway.Init")
    EmulationTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start("allowed-origins", "https://*.example.org");
    }

    private void restart(String... settings) throws Exception {
        server.close();
        server = GatewayServer.start(settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String envelope(String node, String session) {
        return "{\"node\":\"%s\",\"session\":\"%s\",\"data\":\"{}\"}".formatted(node, session);
    }

    @Test
    void aServerThatHasNotBegunTheStreamIsNotFound() throws Exception {
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            assertThat(StreamClient.post(server, envelope("another", client.session())))
                    .isEqualTo(404);
            assertThat(StreamClient.post(server, "{}")).isEqualTo(404);
        }
    }

    @Test
    void aSessionThatIsGoneIsNoConcernOfTheSender() throws Exception {
        assertThat(StreamClient.post(server, envelope(server.gateway.node(), "gone")))
                .isEqualTo(204);
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            client.emulate("nonsense");
            assertThat(client.next()
                            .path("push")
                            .path("disconnect")
                            .path("code")
                            .asInt())
                    .isEqualTo(3501);
            client.awaitEnd();
            assertThat(client.emulate("{}")).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "\"data\"",
                "{\"node\":1}",
                "{\"node\":\"n\",\"session\":\"s\",\"data\":{\"id\":1}}",
                "{\"node\":\"n\",",
            })
    void whatIsNoEnvelopeIsABadRequest(String body) throws Exception {
        assertThat(StreamClient.post(server, body)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 300_000})
    void whatIsTooLongIsRefusedWhole(int size) throws Exception {
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            String envelope = envelope(server.gateway.node(), client.session());
            assertThat(StreamClient.post(server, " ".repeat(65_536 - envelope.length()) + envelope))
                    .isEqualTo(204);
            assertThat(client.next()
                            .path("push")
                            .path("disconnect")
                            .path("code")
                            .asInt())
                    .as("a pong that nothing asked for has arrived")
                    .isEqualTo(3501);
            assertThat(StreamClient.post(server, " ".repeat(size - envelope.length()) + envelope))
                    .isEqualTo(413);
        }
    }

    @Test
    void sessionsHaveNamesThatNobodyCanGuess() throws Exception {
        EmulatedSessions sessions = new EmulatedSessions();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            names.add(sessions.newName());
        }
        assertThat(names).hasSize(1_000).allMatch(name -> name.matches("[A-Za-z0-9_-]{22}"));
    }

    @Test
    void commandsAreCarriedOutInTheOrderOfTheirArrival() throws Exception {
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            server.stopTime();
            server.follows.hold();
            client.emulate("{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}");
            client.emulate("{\"id\":3,\"unsubscribe\":{\"channel\":\"personal:42\"}}");
            client.emulate("{\"id\":4,\"unsubscribe\":{\"channel\":\"other\"}}\n"
                    + "{\"id\":5,\"subscribe\":{\"channel\":\"personal:42\"}}");
            server.follows.release();
            Map<Integer, JsonNode> replies = new HashMap<>();
            while (replies.size() < 4) {
                JsonNode reply = client.next();
                replies.put(reply.path("id").asInt(), reply);
            }
            assertThat(replies).hasEntrySatisfying(2, has("subscribe"));
            assertThat(replies).hasEntrySatisfying(3, has("unsubscribe"));
            assertThat(replies).as("not refused for being subscribed already").hasEntrySatisfying(5, has("subscribe"));
            server.publish("1", "user:42");
            assertThat(client.next().path("push").has("pub")).isTrue();
        }
    }

    @Test
    void aClientThatSendsFasterThanItIsServedIsDisconnected() throws Exception {
        String filler = "{\"id\":9,\"unsubscribe\":{\"channel\":\"%s\"}}".formatted("a".repeat(60_000));
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            server.stopTime();
            server.follows.hold();
            client.emulate("{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}\n"
                    + "{\"id\":3,\"unsubscribe\":{\"channel\":\"personal:42\"}}");
            for (int i = 0; i < 5; i++) {
                assertThat(client.emulate(filler)).isEqualTo(204);
            }
            JsonNode last = client.next();
            while (last.has("id")) {
                last = client.next(); // what was waited for has ended with the session
            }
            assertThat(last)
                    .hasToString("{\"push\":{\"disconnect\":{\"code\":3013,\"reason\":\"too many requests\"}}}");
            client.awaitEnd();
        } finally {
            server.follows.release();
        }
    }

    @Test
    void manySmallCommandsThatWaitAreCarriedOutWithoutEnd() throws Exception {
        restart("commands-per-second", "1000000");
        try (StreamClient client = StreamClient.connected(server, Kind.HTTP_STREAM, 42)) {
            server.stopTime();
            server.follows.hold();
            client.emulate("{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\"}}\n"
                    + "{\"id\":3,\"unsubscribe\":{\"channel\":\"personal:42\"}}");
            for (int i = 4; i < 500; i++) {
                client.emulate("{\"id\":" + i + ",\"unsubscribe\":{\"channel\":\"a\"}}");
            }
            server.follows.release();
            Set<Integer> answered = new HashSet<>();
            while (answered.size() < 498) {
                assertThat(answered.add(client.next().path("id").asInt())).isTrue();
            }
        }
    }

    @Test
    void halfABodyIsNotWaitedForLongerThanAConnect() throws Exception {
        restart("connect-timeout", "1s");
        try (RawClient slow =
                RawClient.silent(server, "POST /emulation HTTP/1.1\nHost: localhost\nContent-Length: 10\n\n{")) {
            assertThat(slow.readAll()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void pagesOfAllowedOriginsMayAskWhatTheyMaySend() throws Exception {
        String answer = preflight("/emulation", "https://chat.example.org");
        assertThat(answer)
                .startsWith("HTTP/1.1 204")
                .contains("Access-Control-Allow-Origin: https://chat.example.org")
                .contains("Access-Control-Allow-Methods: POST")
                .contains("Access-Control-Allow-Headers: content-type")
                .contains("Vary: Origin");
        assertThat(preflight("/connection/http_stream", "https://chat.example.org"))
                .startsWith("HTTP/1.1 204");
        assertThat(preflight("/connection/sse", "http://localhost:" + server.port()))
                .startsWith("HTTP/1.1 204");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost", "://"})
    void pagesOfOtherOriginsMayNotSendAnything(String origin) throws Exception {
        for (String path : new String[] {"/emulation", "/connection/http_stream", "/connection/sse"}) {
            assertThat(preflight(path, origin))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("Access-Control-Allow-Origin");
            assertThat(RawClient.answer(
                            server,
                            "POST %s HTTP/1.1\nHost: localhost:%d\nOrigin: %s\nContent-Length: 0\n\n"
                                    .formatted(path, server.port(), origin)))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("Access-Control-Allow-Origin");
        }
        await().until(() -> server.connections() == 0);
    }

    private static Consumer<JsonNode> has(String result) {
        return reply -> assertThat(reply.has(result)).isTrue();
    }

    private String preflight(String path, String origin) throws Exception {
        return RawClient.answer(server, """
                OPTIONS %s HTTP/1.1
                Host: localhost:%d
                Origin: %s
                Access-Control-Request-Method: POST
                Access-Control-Request-Headers: content-type

                """.formatted(path, server.port(), origin));
    }
}
