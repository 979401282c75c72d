package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.gateway.TestClient.Close;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init") // started before all
class FramingTest {
    private static final Close BAD_REQUEST = new Close(3501, "bad request");
    private static final int LIMIT = 65_536;

    private static GatewayServer server;

    @BeforeAll
    static void start() throws Exception {
        server = GatewayServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> malformed() throws IOException {
        try (InputStream in = FramingTest.class.getResourceAsStream("/protocol/malformed.json")) {
            return new JsonMapper()
                    .readTree(Objects.requireNonNull(in)).values().stream()
                            .filter(golden -> golden.has("frame")) // the others are bytes
                            .map(golden -> golden.path("frame").stringValue());
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedFrameIsABadRequest(String frame) throws Exception {
        assertThat(closeAfter(frame)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedFrameOfAConnectedClientIsABadRequest(String frame) throws Exception {
        assertThat(closeOfConnectedAfter(frame)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":1,\"subscribe\":{\"channel\":\"personal:42\"}}",
                "{\"id\":1,\"unsubscribe\":{\"channel\":\"personal:42\"}}",
                "{\"id\":1,\"refresh\":{\"token\":\"T\"}}",
                "{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":1}}",
                "{\"send\":{\"data\":1}}",
                "{\"connect\":{\"token\":\"T\"}}"
            })
    void aCommandBeforeConnectIsABadRequest(String frame) throws Exception {
        assertThat(closeAfter(frame)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"subscribe\":{\"channel\":\"personal:42\"}}",
                "{\"id\":0,\"unsubscribe\":{\"channel\":\"personal:42\"}}",
                "{\"id\":2,\"subscribe\":{}}",
                "{\"id\":2,\"unsubscribe\":{}}",
                "{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\",\"delta\":\"xdelta\"}}",
                "{\"id\":2,\"ping\":{}}",
                "{\"id\":2,\"publish\":{\"data\":1}}",
                "{\"id\":2,\"publish\":{\"channel\":\"personal:42\"}}",
                "{\"id\":2,\"history\":{}}",
                "{\"id\":2,\"presence\":{}}",
                "{\"id\":2,\"presence_stats\":{}}",
                "{\"id\":2,\"sub_refresh\":{\"token\":\"T\"}}",
                "{\"id\":2,\"refresh\":{}}"
            })
    void aCommandThatBreaksTheProtocolIsABadRequest(String frame) throws Exception {
        assertThat(closeOfConnectedAfter(frame)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence", "presence_stats", "rpc"})
    void whatIsNotOfferedIsNotAvailable(String method) throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            assertThat(client.call(method, "{\"channel\":\"personal:42\"}").path("error"))
                    .hasToString("{\"code\":108,\"message\":\"not available\"}");
            assertThat(client.subscribe("personal:42").has("subscribe"))
                    .as("still in use")
                    .isTrue();
        }
    }

    @Test
    void aMessageThatNobodyHandlesDisconnects() throws Exception {
        assertThat(closeOfConnectedAfter("{\"send\":{\"data\":1}}")).isEqualTo(new Close(3508, "not available"));
    }

    @Test
    void aBinaryFrameIsAnInappropriateProtocol() throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.sendBinary("{}".getBytes(UTF_8));
            assertThat(client.awaitClose()).isEqualTo(new Close(3506, "inappropriate protocol"));
        }
    }

    @Test
    void repliesToCommandsOfOneFrameComeTogether() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.nextFrame();
            client.send(
                    "{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}\n{\"id\":3,\"unsubscribe\":{\"channel\":\"b\"}}");
            assertThat(client.next()).hasToString("{\"id\":2,\"unsubscribe\":{}}");
            assertThat(client.next()).hasToString("{\"id\":3,\"unsubscribe\":{}}");
        }
    }

    @Test
    void aMessageInSeveralFramesIsPutTogether() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.sendPart("{\"id\":2,\"unsub", false);
            client.sendPart("scribe\":{\"channel\"", false);
            client.sendPart(":\"a\"}}", true);
            assertThat(client.next()).hasToString("{\"id\":2,\"unsubscribe\":{}}");
            assertThat(client.call("unsubscribe", "{\"channel\":\"b\"}")).hasToString("{\"id\":2,\"unsubscribe\":{}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aMessageMayBeAsLongAsTheLimit(boolean inParts) throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            send(client, LIMIT, inParts);
            assertThat(client.next()).hasToString("{\"id\":2,\"unsubscribe\":{}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aLongerMessageClosesTheConnection(boolean inParts) throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            send(client, LIMIT + 1, inParts);
            assertThat(client.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void commandsWithoutEndAreTooMany() throws Exception {
        String commands = "{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}\n".repeat(1_100);
        assertThat(closeOfConnectedAfter(commands)).isEqualTo(new Close(3013, "too many requests"));
    }

    private static void send(TestClient client, int length, boolean inParts) {
        String text = "{\"id\":2,\"unsubscribe\":{\"channel\":\"%s\"}}";
        String message = text.formatted("a".repeat(length - text.length() + 2));
        assertThat(message).hasSize(length);
        if (inParts) {
            client.sendPart(message.substring(0, 40_000), false);
            client.sendPart(message.substring(40_000), true);
        } else {
            client.send(message);
        }
    }

    private static Close closeAfter(String frame) throws Exception {
        try (TestClient client = new TestClient(server)) {
            client.send(frame);
            return client.awaitClose();
        }
    }

    private static Close closeOfConnectedAfter(String frame) throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.send(frame);
            return client.awaitClose();
        }
    }
}
