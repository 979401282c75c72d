package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a backend asks: histories, who is there, and how the server is. */
class AskingIT {
    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer server;

    private final String channel = unique("news:");

    @BeforeAll
    static void start() {
        server = ApiServer.start(TestDatabase.create(), "asking");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aHistoryHasAsManyAsAskedForFromWhereAskedFor() {
        JsonNode first = publish(1);
        JsonNode second = publish(2);
        JsonNode third = publish(3);
        JsonNode position = history("");
        assertThat(position.path("publications").isEmpty()).isTrue();
        assertThat(position.path("publications").isArray()).isTrue();
        assertThat(position.path("offset")).isEqualTo(third.path("offset"));
        assertThat(position.path("epoch")).isEqualTo(third.path("epoch"));

        assertThat(data(history(",\"limit\":-1"))).containsExactly("1", "2", "3");
        assertThat(data(history(",\"limit\":2"))).containsExactly("1", "2");
        assertThat(data(history(",\"limit\":2,\"reverse\":true"))).containsExactly("3", "2");
        assertThat(data(history(",\"limit\":10" + since(first)))).containsExactly("2", "3");
        assertThat(data(history(",\"limit\":10,\"reverse\":true" + since(third))))
                .containsExactly("2", "1");
        assertThat(data(history(",\"limit\":10,\"since\":{\"offset\":%d}".formatted(offset(second)))))
                .containsExactly("3");
        JsonNode last =
                history(",\"limit\":1,\"reverse\":true").path("publications").path(0);
        assertThat(last.path("offset")).isEqualTo(third.path("offset"));
        assertThat(last.has("info")).isFalse();
    }

    @Test
    void aHistoryKeepsWhatItsNamespaceSays() {
        String small = unique("small:");
        for (int i = 1; i <= 5; i++) {
            server.result("publish", "{\"channel\":\"%s\",\"data\":%d}".formatted(small, i));
        }
        assertThat(data(server.result("history", "{\"channel\":\"%s\",\"limit\":-1}".formatted(small))))
                .containsExactly("4", "5");
    }

    @Test
    void aHistoryThatCannotBeToldIsRefused() {
        publish(1);
        String ask = "{\"channel\":\"%s\",\"limit\":1%s}";
        assertThat(server.error("history", ask.formatted(channel, ",\"since\":{\"offset\":1,\"epoch\":\"other\"}")))
                .isEqualTo(112);
        assertThat(server.error("history", ask.formatted(channel, ",\"reverse\":true,\"since\":{\"offset\":0}")))
                .isEqualTo(107);
        assertThat(server.error("history", ask.formatted("plain:1", ""))).isEqualTo(108);
        assertThat(server.error("history", ask.formatted("room:1", ""))).isEqualTo(108);
        assertThat(server.error("history", ask.formatted("none:1", ""))).isEqualTo(102);
        assertThat(server.error("history", ask.formatted("", ""))).isEqualTo(107);
    }

    @Test
    void presenceTellsWhoIsThereFromTheMomentOfSubscribingToThatOfLeaving() {
        assertThat(presence().isObject()).isTrue();
        assertThat(presence().isEmpty()).isTrue();
        try (Client one = server.connect(Map.of("sub", "42", "info", Map.of("name", "Ada")));
                Client two = server.connect("42")) {
            one.subscribe(channel);
            two.subscribe(channel);
            await().untilAsserted(() -> assertThat(presence().propertyNames()).contains(one.client, two.client));
            assertThat(presence().path(one.client).toString())
                    .isEqualTo("{\"user\":\"42\",\"client\":\"%s\",\"conn_info\":{\"name\":\"Ada\"}}"
                            .formatted(one.client));
            assertThat(presence().path(two.client).has("conn_info")).isFalse();
            two.call("unsubscribe", "{\"channel\":\"%s\"}".formatted(channel));
            await().untilAsserted(() -> assertThat(presence().propertyNames()).doesNotContain(two.client));
        }
        await().untilAsserted(() -> assertThat(presence().isEmpty()).isTrue());
    }

    @Test
    void statsCountClientsAndUsers() {
        try (Client one = server.connect("42");
                Client two = server.connect("42");
                Client three = server.connect("43")) {
            for (Client client : List.of(one, two, three)) {
                client.subscribe(channel);
            }
            await().untilAsserted(() -> assertThat(
                            server.result("presence_stats", "{\"channel\":\"%s\"}".formatted(channel))
                                    .toString())
                    .isEqualTo("{\"num_clients\":3,\"num_users\":2}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence", "presence_stats"})
    void presenceIsRefusedWhereItIsNotOffered(String method) {
        assertThat(server.error(method, "{\"channel\":\"plain:1\"}")).isEqualTo(108);
        assertThat(server.error(method, "{\"channel\":\"none:1\"}")).isEqualTo(102);
        assertThat(server.error(method, "{}")).isEqualTo(107);
    }

    @Test
    void channelsAreThoseThatSomebodyIsSubscribedTo() {
        try (Client one = server.connect("42");
                Client two = server.connect("43")) {
            one.subscribe(channel + "-a");
            two.subscribe(channel + "-a");
            two.subscribe(channel + "-b");
            assertThat(channels(channel + "-*"))
                    .isEqualTo(
                            "{\"%s-a\":{\"num_clients\":2},\"%s-b\":{\"num_clients\":1}}".formatted(channel, channel));
            assertThat(channels("news:*-b")).contains(channel + "-b").doesNotContain(channel + "-a");
            assertThat(channels("")).contains(channel + "-a", channel + "-b");
            assertThat(channels("nothing:*")).isEqualTo("{}");
            two.call("unsubscribe", "{\"channel\":\"%s-b\"}".formatted(channel));
            assertThat(channels(channel + "-b")).isEqualTo("{}");
        }
        assertThat(server.error("channels", "{\"pattern\":\"[\"}")).isEqualTo(107);
    }

    @Test
    void infoTellsHowTheServerIs() {
        try (Client one = server.connect("42")) {
            one.subscribe(channel);
            JsonNode nodes = server.result("info", "{}").path("nodes");
            assertThat(nodes.size()).isEqualTo(1);
            JsonNode node = nodes.path(0);
            assertThat(node.path("name").asString()).contains("asking");
            assertThat(node.path("uid").asString()).isNotEmpty();
            assertThat(node.path("version").asString()).startsWith("Gapless");
            for (String number : List.of("num_clients", "num_users", "num_channels", "num_subs")) {
                assertThat(node.path(number).asInt()).as(number).isPositive();
            }
            assertThat(node.path("uptime").isIntegralNumber()).isTrue();
            assertThat(node.path("process").path("rss").asLong()).isPositive();
        }
    }

    private JsonNode publish(int n) {
        return server.result("publish", "{\"channel\":\"%s\",\"data\":%d}".formatted(channel, n));
    }

    private JsonNode history(String more) {
        return server.result("history", "{\"channel\":\"%s\"%s}".formatted(channel, more));
    }

    private JsonNode presence() {
        return server.result("presence", "{\"channel\":\"%s\"}".formatted(channel))
                .path("presence");
    }

    private static String channels(String pattern) {
        return server.result("channels", "{\"pattern\":\"%s\"}".formatted(pattern))
                .path("channels")
                .toString();
    }

    private static List<String> data(JsonNode history) {
        return history.path("publications")
                .valueStream()
                .map(each -> each.path("data").toString())
                .toList();
    }

    private static String since(JsonNode position) {
        return ",\"since\":{\"offset\":%d,\"epoch\":\"%s\"}"
                .formatted(offset(position), position.path("epoch").asString());
    }

    private static long offset(JsonNode position) {
        return position.path("offset").asLong();
    }
}
