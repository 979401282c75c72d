package dev.gapless.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.gapless.gateway.GatewayServer;
import dev.gapless.gateway.RawClient;
import dev.gapless.gateway.RawClient.Received;
import dev.gapless.protocol.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How clients ask for Protobuf, and how it travels. */
class ProtobufTest {
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: centrifuge-protobuf\n";

    private GatewayServer server;

    @SuppressWarnings("NullAway.Init")
    ProtobufTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] frame(MessageLite... commands) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (MessageLite command : commands) {
            command.writeDelimitedTo(out);
        }
        return out.toByteArray();
    }

    private Wire.Command connect() {
        return Wire.Command.newBuilder()
                .setId(1)
                .setConnect(Wire.ConnectRequest.newBuilder().setToken(server.token(42)))
                .build();
    }

    private static Wire.Command subscribe() {
        return Wire.Command.newBuilder()
                .setId(2)
                .setSubscribe(Wire.SubscribeRequest.newBuilder().setChannel("personal:42"))
                .build();
    }

    @Test
    void theSubprotocolIsEchoedAndNoOtherIs() throws Exception {
        assertThat(RawClient.handshake(server, SUBPROTOCOL))
                .startsWith("HTTP/1.1 101")
                .contains("Sec-WebSocket-Protocol: centrifuge-protobuf");
        assertThat(RawClient.handshake(server, "Sec-WebSocket-Protocol: chat, centrifuge-protobuf\n"))
                .startsWith("HTTP/1.1 101")
                .contains("Sec-WebSocket-Protocol: centrifuge-protobuf");
        assertThat(RawClient.handshake(server, "Sec-WebSocket-Protocol: centrifuge-json\n"))
                .startsWith("HTTP/1.1 101")
                .doesNotContain("Sec-WebSocket-Protocol");
    }

    @ParameterizedTest
    @CsvSource({"'', true", "?cf_protocol=protobuf, false"})
    void repliesComeInBinaryFrames(String query, boolean subprotocol) throws Exception {
        stop();
        server = GatewayServer.start("ping-interval", "25s");
        try (RawClient client = RawClient.open(server, query, subprotocol ? SUBPROTOCOL : "")) {
            client.frame(0x80 | RawClient.BINARY, frame(connect(), subscribe()), true);
            Received received = client.read();
            assertThat(received.opcode()).isEqualTo(RawClient.BINARY);
            InputStream replies = received.stream();
            assertThat(Wire.Reply.parseDelimitedFrom(replies).getConnect().getPing())
                    .isEqualTo(25);
            if (replies.available() == 0) {
                replies = client.read().stream();
            }
            assertThat(Wire.Reply.parseDelimitedFrom(replies).hasSubscribe()).isTrue();
            long offset = server.publish("{\"any\": 1}", "user:42");
            Wire.Publication publication = Wire.Reply.parseDelimitedFrom(client.read().stream())
                    .getPush()
                    .getPub();
            assertThat(publication.getOffset()).isEqualTo(offset);
            assertThat(publication.getData().toStringUtf8()).isEqualTo("{\"any\": 1}");
        }
    }

    @Test
    void bytesAreBytesInWhateverFrameTheyCome() throws Exception {
        try (RawClient client = RawClient.open(server, "", SUBPROTOCOL)) {
            client.frame(0x80 | RawClient.TEXT, frame(connect()), true);
            assertThat(Wire.Reply.parseDelimitedFrom(client.read().stream()).hasConnect())
                    .isTrue();
        }
    }

    @Test
    void textIsNoCommand() throws Exception {
        try (RawClient client = RawClient.open(server, "", SUBPROTOCOL)) {
            client.text("{\"id\":1,\"connect\":{}}");
            Wire.Reply reply = Wire.Reply.parseDelimitedFrom(client.read().stream());
            assertThat(reply.getPush().getDisconnect().getCode()).isEqualTo(3501);
            assertThat(client.read().closeCode()).isEqualTo(3501);
        }
    }

    @Test
    void anHttpStreamCarriesItToo() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response =
                    http.send(request("/connection/http_stream", frame(connect())), BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
            try (InputStream replies = response.body()) {
                Wire.ConnectResult connected =
                        Wire.Reply.parseDelimitedFrom(replies).getConnect();
                byte[] envelope = Wire.EmulationRequest.newBuilder()
                        .setNode(connected.getNode())
                        .setSession(connected.getSession())
                        .setData(ByteString.copyFrom(frame(subscribe())))
                        .build()
                        .toByteArray();
                assertThat(http.send(request("/emulation", envelope), BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(204);
                assertThat(Wire.Reply.parseDelimitedFrom(replies).hasSubscribe())
                        .isTrue();
                assertThat(http.send(request("/emulation", new byte[] {(byte) 0xff}), BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(400);
            }
        }
    }

    private HttpRequest request(String path, byte[] body) {
        return HttpRequest.newBuilder(StreamClient.uri(server, path))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }
}
