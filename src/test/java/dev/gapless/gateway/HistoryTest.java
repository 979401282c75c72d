package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What clients ask of the past: the command {@code history}, section 5 of the protocol. */
class HistoryTest {
    private GatewayServer server;
    private TestClient client;
    private final List<Long> offsets = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    HistoryTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "subscribes-per-second", "1",
                "namespaces.chat.allow-history-for-client", "true",
                "namespaces.chat.history-size", "5",
                "namespaces.chat.history-ttl", "10m",
                "namespaces.talk.allow-subscribe-for-client", "true",
                "namespaces.talk.allow-history-for-subscriber", "true",
                "namespaces.talk.history-size", "5",
                "namespaces.talk.history-ttl", "10m",
                "namespaces.now.allow-history-for-client", "true");
        client = TestClient.connected(server, 42);
        for (int i = 0; i < 7; i++) {
            server.publish("0", "user:43");
            offsets.add(server.publish(Integer.toString(i), "chat:a"));
        }
        server.publish("0", "user:43");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode history(String parameters) throws InterruptedException {
        JsonNode reply = client.call("history", "{\"channel\":\"chat:a\"" + parameters + "}");
        assertThat(reply.has("history")).as(reply.toString()).isTrue();
        JsonNode history = reply.path("history");
        assertThat(history.path("epoch").stringValue()).isEqualTo(GatewayServer.EPOCH);
        assertThat(history.path("offset").asLong()).isEqualTo(offsets.getLast());
        return history;
    }

    private static List<String> data(JsonNode history) {
        List<String> data = new ArrayList<>();
        history.path("publications")
                .forEach(publication -> data.add(publication.path("data").toString()));
        return data;
    }

    private String since(int index, String epoch) {
        return ",\"since\":{\"offset\":%d,\"epoch\":\"%s\"}".formatted(offsets.get(index), epoch);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "',\"limit\":0', ''", "',\"limit\":2', 23", "',\"limit\":-1', 23456", "',\"limit\":99', 23456"
    })
    void theLimitSaysHowManyAndNoneIsThePositionAlone(String limit, String expected) throws Exception {
        assertThat(String.join("", data(history(limit)))).isEqualTo(expected);
    }

    @Test
    void publicationsHaveTheirOffsets() throws Exception {
        JsonNode first = history(",\"limit\":1").path("publications").get(0);
        assertThat(first).hasToString("{\"data\":2,\"offset\":" + offsets.get(2) + "}");
    }

    @Test
    void sinceIsThePlaceAfterWhichToBegin() throws Exception {
        assertThat(data(history(since(4, GatewayServer.EPOCH) + ",\"limit\":-1")))
                .containsExactly("5", "6");
        assertThat(data(history(since(4, "") + ",\"limit\":-1"))).containsExactly("5", "6");
        assertThat(data(history(since(3, "") + ",\"limit\":1"))).containsExactly("4");
        assertThat(data(history(since(6, "") + ",\"limit\":-1"))).isEmpty();
        assertThat(data(history(since(0, "") + ",\"limit\":-1"))).containsExactly("2", "3", "4", "5", "6");
    }

    @Test
    void inReverseItIsThePlaceBeforeWhichToBegin() throws Exception {
        assertThat(data(history(",\"limit\":-1,\"reverse\":true"))).containsExactly("6", "5", "4", "3", "2");
        assertThat(data(history(",\"limit\":2,\"reverse\":true"))).containsExactly("6", "5");
        assertThat(data(history(since(4, "") + ",\"limit\":-1,\"reverse\":true")))
                .containsExactly("3", "2");
    }

    @Test
    void anotherEpochIsUnrecoverable() throws Exception {
        JsonNode reply = client.call("history", "{\"channel\":\"chat:a\",\"limit\":-1" + since(4, "other") + "}");
        assertThat(reply.path("error")).hasToString("{\"code\":112,\"message\":\"unrecoverable position\"}");
    }

    @Test
    void inReverseFromZeroIsABadRequest() throws Exception {
        JsonNode reply = client.call(
                "history", "{\"channel\":\"chat:a\",\"limit\":1,\"reverse\":true,\"since\":{\"offset\":0}}");
        assertThat(code(reply)).isEqualTo(107);
    }

    @Test
    void aChannelThatKeepsNothingHasNoHistory() throws Exception {
        assertThat(code(client.call("history", "{\"channel\":\"now:a\"}"))).isEqualTo(108);
        assertThat(code(client.call("history", "{\"channel\":\"room:1\"}"))).isEqualTo(108);
    }

    @Test
    void whoMayNotReadItIsDenied() throws Exception {
        assertThat(code(client.call("history", "{\"channel\":\"talk:a\"}"))).isEqualTo(103);
        client.subscribe("talk:a");
        assertThat(client.call("history", "{\"channel\":\"talk:a\"}").has("history"))
                .isTrue();
        assertThat(code(client.call("history", "{\"channel\":\"personal:42\"}")))
                .isEqualTo(103);
        assertThat(code(client.call("history", "{\"channel\":\"nowhere:a\"}"))).isEqualTo(102);
    }

    @Test
    void whereNothingHasBeenThePositionIsTheServers() throws Exception {
        JsonNode history = client.call("history", "{\"channel\":\"chat:other\",\"limit\":-1}")
                .path("history");
        assertThat(history.path("offset").asLong()).isEqualTo(server.position().offset());
        assertThat(data(history)).isEmpty();
    }

    @Test
    void questionsWithoutEndAreRefusedForAWhile() throws Exception {
        int refused = 0;
        for (int i = 0; i < 400 && refused == 0; i++) {
            refused = code(client.call("history", "{\"channel\":\"chat:a\"}"));
        }
        assertThat(refused).isEqualTo(111);
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }
}
