package dev.gapless.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.GatewayServer;
import dev.gapless.gateway.RawClient;
import dev.gapless.gateway.RawClient.Received;
import dev.gapless.gateway.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket below the protocol. */
class HandshakeTest {
    private static final String REQUEST = "GET /connection/websocket HTTP/1.1\nHost: localhost\n\n";

    private GatewayServer server;

    @SuppressWarnings("NullAway.Init")
    HandshakeTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start("allowed-origins", "https://*.example.org");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHandshakeOpensAWebSocket() throws Exception {
        String head = RawClient.handshake(server, "");
        assertThat(head).startsWith("HTTP/1.1 101").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(head).doesNotContain("Set-Cookie").doesNotContain("Sec-WebSocket-Protocol");
    }

    @Test
    void compressionIsNotOffered() throws Exception {
        assertThat(RawClient.handshake(
                        server, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\n"))
                .startsWith("HTTP/1.1 101")
                .doesNotContain("Sec-WebSocket-Extensions");
    }

    @Test
    void pagesOfOurOwnOriginMayConnect() throws Exception {
        assertThat(RawClient.handshake(server, "Origin: http://localhost:" + server.port() + "\n"))
                .startsWith("HTTP/1.1 101");
    }

    @Test
    void pagesOfAllowedOriginsMayConnect() throws Exception {
        assertThat(RawClient.handshake(server, "Origin: https://chat.example.org\n"))
                .startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://chat.example.org", "null", "http://localhost", "file://"})
    void pagesOfOtherOriginsMayNotConnect(String origin) throws Exception {
        assertThat(RawClient.handshake(server, "Origin: " + origin + "\n")).startsWith("HTTP/1.1 403");
    }

    @Test
    void whoeverHasNotConnectedYetTakesAPlaceOfWhichThereAreSoMany() throws Exception {
        stop();
        server = GatewayServer.start("unconnected", "2");
        try (RawClient one = RawClient.open(server);
                RawClient two = RawClient.open(server)) {
            await().until(() -> server.newcomers() == 2);
            assertThat(RawClient.handshake(server, ""))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 2");
            one.enter(server, 42);
            assertThat(server.newcomers()).isEqualTo(1);
            try (TestClient three = TestClient.connected(server, 43)) {
                assertThat(three.isClosed()).isFalse();
            }
            two.enter(server, 44);
            assertThat(server.newcomers()).isZero();
            RawClient.handshake(server, "");
        }
        await().until(() -> server.newcomers() == 0);
    }

    @Test
    void oneNetworkMayBeGivenFewerPlacesThanAll() throws Exception {
        stop();
        server = GatewayServer.start("unconnected-per-network", "1");
        try (RawClient one = RawClient.open(server)) {
            await().until(() -> server.newcomers() == 1);
            assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 503");
            one.enter(server, 42);
            assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void anAddressMayHaveSoManyConnectionsWhoeverMakesThem() throws Exception {
        stop();
        server = GatewayServer.start("connections-per-address", "2");
        try (RawClient stays = RawClient.open(server)) {
            try (TestClient goes = TestClient.connected(server, 42)) {
                assertThat(goes.subscribe("personal:42").has("subscribe")).isTrue();
                assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 503");
            }
            await().until(() -> server.connections() == 1);
            try (TestClient comes = TestClient.connected(server, 43)) {
                stays.enter(server, 44);
                assertThat(comes.subscribe("personal:43").has("subscribe")).isTrue();
                assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 503");
            }
        }
        await().until(() -> server.connections() == 0);
        assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 101");
    }

    @Test
    void aHandshakeThatDoesNotGetCompleteIsNotWaitedFor() throws Exception {
        stop();
        server = GatewayServer.start("connect-timeout", "500ms");
        try (RawClient idle = answered();
                RawClient mute = RawClient.silent(server, "");
                RawClient slow = RawClient.silent(server, "GET /");
                RawClient slowLater = answered()) {
            await().until(() -> !slowLater.stillTakes("x".getBytes(UTF_8)));
            assertThat(slow.drain()).isLessThanOrEqualTo(0);
            assertThat(mute.drain()).isLessThanOrEqualTo(0);

            idle.write(REQUEST.replace("\n", "\r\n").getBytes(UTF_8));
            idle.readUntil("\r\n\r\n");
        }
    }

    /** A client that has had an answer, and keeps its connection. */
    private RawClient answered() throws IOException {
        while (true) {
            RawClient client = RawClient.silent(server, REQUEST);
            try {
                client.readUntil("\r\n\r\n");
                return client;
            } catch (IOException tooSlow) {
                client.close(); // this machine is very busy: once more
            }
        }
    }

    @Test
    void pingsWithoutEndAreTooMany() throws Exception {
        framesWithoutEndAreTooMany(0x80 | RawClient.PING);
    }

    @Test
    void piecesOfAMessageWithoutEndAreTooMany() throws Exception {
        framesWithoutEndAreTooMany(0);
    }

    @Test
    void aLongFrameCountsTwiceAtMostInHoweverManyPiecesItComes() throws Exception {
        stop();
        server = GatewayServer.start("commands-per-second", "10");
        server.stopTime();
        String padding = " ".repeat(60_000);
        try (RawClient client = RawClient.open(server)) {
            client.text("{\"id\":1,\"connect\":{\"token\":\"" + server.token(42) + "\"}}");
            assertThat(client.readMessage()).contains("\"connect\"");
            for (int id = 2; id < 40; id++) {
                client.text("{\"id\":" + id + ",\"unsubscribe\":{\"channel\":\"a\"}" + padding + "}");
                assertThat(client.readMessage()).contains("\"unsubscribe\"");
            }
        }
    }

    private void framesWithoutEndAreTooMany(int first) throws Exception {
        stop();
        server = GatewayServer.start("commands-per-second", "10");
        try (RawClient client = RawClient.open(server)) {
            client.frame(RawClient.TEXT, new byte[0], true);
            for (int i = 0; i < 500; i++) {
                client.frame(first, new byte[0], true);
            }
            Received received = client.read();
            while (received.opcode() != RawClient.CLOSE) {
                received = client.read();
            }
            assertThat(received.closeCode()).isEqualTo(3013);
        }
    }

    @Test
    void anOrdinaryRequestIsToldToUpgrade() throws Exception {
        assertThat(RawClient.answer(server, REQUEST)).startsWith("HTTP/1.1 426").contains("Upgrade: websocket");
    }

    @Test
    void onlyGetIsAllowed() throws Exception {
        assertThat(RawClient.answer(
                        server, "POST /connection/websocket HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n"))
                .startsWith("HTTP/1.1 405");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 12; Sec-WebSocket-Key: eA==",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Version: 13; Sec-WebSocket-Key: eA==; Sec-WebSocket-Extensions: ,=,",
                "Sec-WebSocket-Version: 13; Sec-WebSocket-Key: eA==; Sec-WebSocket-Protocol: ,,",
                "Sec-WebSocket-Version: 13; Sec-WebSocket-Key: eA==; Origin: ://",
                "Sec-WebSocket-Version: 13; Sec-WebSocket-Key: eA==; Connection: close",
            })
    void aHandshakeThatIsNoneIsNotAServerError(String headers) throws Exception {
        String request =
                "GET /connection/websocket HTTP/1.1\nHost: localhost\nUpgrade: websocket\nConnection: Upgrade\n";
        assertThat(RawClient.answer(server, request + headers.replace("; ", "\n") + "\n\n"))
                .matches("(?s)HTTP/1.1 (101|400|403|426).*");
    }

    @Test
    void aServerThatStopsTurnsHandshakesAway() throws Exception {
        server.gateway.stop();
        assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 503");
    }

    @Test
    void aPingOfTheWebSocketIsAnswered() throws Exception {
        try (RawClient client = RawClient.open(server)) {
            client.frame(0x80 | RawClient.PING, "hello".getBytes(UTF_8), true);
            Received pong = client.read();
            assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
            assertThat(pong.text()).isEqualTo("hello");
        }
    }

    @Test
    void anUnmaskedFrameIsAProtocolError() throws Exception {
        assertThat(closeAfter(0x80 | RawClient.TEXT, "{}".getBytes(UTF_8), false))
                .isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x8b, 0xC1, 0x80, 0x09})
    void aFrameOfNoKnownKindIsAProtocolError(int first) throws Exception {
        assertThat(closeAfter(first, "{}".getBytes(UTF_8), true)).isEqualTo(1002);
    }

    @Test
    void textThatIsNotUtf8IsABadRequest() throws Exception {
        byte[] text = "{\"id\":1,\"connect\":{\"token\":\"??\"}}".getBytes(UTF_8);
        text[29] = (byte) 0xc3;
        text[30] = (byte) 0x28;
        assertThat(closeAfter(0x80 | RawClient.TEXT, text, true)).isEqualTo(3501);
    }

    @Test
    void aClientThatVanishesIsForgotten() throws Exception {
        try (RawClient client = RawClient.open(server)) {
            client.enter(server, 42);
            assertThat(server.users()).isEqualTo(1);
        }
        await().until(() -> server.connections() == 0 && server.users() == 0);
        assertThat(server.disconnects(0)).isEqualTo(1);
    }

    @Test
    void aClientThatClosesIsAnswered() throws Exception {
        try (RawClient client = RawClient.open(server)) {
            client.enter(server, 42);
            client.frame(0x80 | RawClient.CLOSE, new byte[] {0x03, (byte) 0xe8}, true);
            Received answer = client.read();
            assertThat(answer.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(answer.closeCode()).isEqualTo(1000);
        }
    }

    private int closeAfter(int first, byte[] payload, boolean masked) throws IOException {
        try (RawClient client = RawClient.open(server)) {
            client.frame(first, payload, masked);
            Received received = client.read();
            while (received.opcode() != RawClient.CLOSE) {
                received = client.read();
            }
            return received.closeCode();
        }
    }
}
