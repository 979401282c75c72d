package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.TestClient;
import dev.gapless.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a backend publishes, and what becomes of it. */
class PublishingIT {
    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer server;

    private final String channel = unique("news:");

    @BeforeAll
    static void start() {
        server = ApiServer.start(TestDatabase.create(), "publishing");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPublicationReachesSubscribersAndIsInTheHistoryWhenTheCallReturns() {
        try (Client client = server.connect("42")) {
            JsonNode subscribed = client.subscribe(channel);
            JsonNode published = publish("{\"n\":1}");
            assertThat(published.path("offset").asLong())
                    .isGreaterThan(subscribed.path("offset").asLong());
            assertThat(published.path("epoch")).isEqualTo(subscribed.path("epoch"));
            JsonNode history = server.result("history", "{\"channel\":\"%s\",\"limit\":10}".formatted(channel));
            assertThat(history.path("publications").size()).isEqualTo(1);
            assertThat(history.path("offset")).isEqualTo(published.path("offset"));
            assertThat(client.published(channel, "{\"n\":1}").path("offset")).isEqualTo(published.path("offset"));
        }
    }

    @Test
    void dataReachesClientsAsTheBytesThatItIs() {
        try (Client client = server.connect("42")) {
            client.subscribe(channel);
            String data = "{ \"price\":1.50,\"big\":12345678901234567890, \"e\":1E+3,\"text\":\"\\u00e9 é\\/\" }";
            publish(data);
            client.awaitText("\"data\":" + data);
            server.result("publish", "{\"channel\":\"%s\",\"data\":{\n \"pretty\":\n[1,\r\n2]}}".formatted(channel));
            client.awaitText("\"data\":{ \"pretty\":[1,2]}");
            assertThat(server.post(
                                    "/gateway/api/history",
                                    "{\"channel\":\"%s\",\"limit\":1}".formatted(channel),
                                    "X-API-Key",
                                    ApiServer.KEY)
                            .body())
                    .contains("\"data\":" + data);
        }
    }

    @Test
    void dataInBase64IsDecodedAndIsJsonIfItCanBe() {
        try (Client client = server.connect("42")) {
            client.subscribe(channel);
            publishBase64("{\"a\":\n1.0}".getBytes(StandardCharsets.UTF_8));
            client.awaitText("\"data\":{\"a\":1.0}");
            byte[] binary = {0, 1, '\n', (byte) 0xff};
            publishBase64(binary);
            client.published(channel, "\"" + Base64.getEncoder().encodeToString(binary) + "\"");
        }
    }

    @Test
    void aChannelWithoutAHistoryOnlyReachesThoseWhoListen() {
        String plain = unique("plain:");
        try (Client client = server.connect("42")) {
            client.subscribe(plain);
            JsonNode result = server.result("publish", "{\"channel\":\"%s\",\"data\":1}".formatted(plain));
            assertThat(result.isEmpty()).isTrue();
            assertThat(client.published(plain, "1").has("offset")).isFalse();
        }
    }

    @Test
    void aPublicationThatSkipsTheHistoryIsNotInIt() {
        try (Client client = server.connect("42")) {
            client.subscribe(channel);
            JsonNode result = server.result(
                    "publish", "{\"channel\":\"%s\",\"data\":\"now\",\"skip_history\":true}".formatted(channel));
            assertThat(result.isEmpty()).isTrue();
            client.published(channel, "\"now\"");
            assertThat(history()).isEmpty();
        }
    }

    @Test
    void tagsComeWithThePublication() {
        try (Client client = server.connect("42")) {
            client.subscribe(channel);
            server.result("publish", "{\"channel\":\"%s\",\"data\":1,\"tags\":{\"k\":\"v\"}}".formatted(channel));
            assertThat(client.published(channel, "1").path("tags").path("k").asString())
                    .isEqualTo("v");
            assertThat(server.result("history", "{\"channel\":\"%s\",\"limit\":1}".formatted(channel))
                            .path("publications")
                            .path(0)
                            .path("tags")
                            .path("k")
                            .asString())
                    .isEqualTo("v");
        }
    }

    @Test
    void theSameKeyFromManyThreadsAtOnceIsOnePublication() throws Exception {
        int threads = 24;
        Set<String> results = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String request = "{\"channel\":\"%s\",\"data\":%d,\"idempotency_key\":\"once\"}".formatted(channel, i);
                running.add(pool.submit(() -> {
                    start.await();
                    return results.add(server.result("publish", request).toString());
                }));
            }
            start.countDown();
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(results).hasSize(1);
        assertThat(history()).hasSize(1);
        server.result("publish", "{\"channel\":\"%s\",\"data\":1,\"idempotency_key\":\"again\"}".formatted(channel));
        assertThat(history()).hasSize(2);
    }

    @Test
    void aVersionThatIsNotNewerIsNotPublished() {
        publishVersion(1, "a");
        JsonNode second = publishVersion(3, "a");
        assertThat(publishVersion(3, "a")).isEqualTo(second);
        assertThat(publishVersion(2, "a")).isEqualTo(second);
        assertThat(history()).containsExactly("1", "3");
        publishVersion(1, "b");
        assertThat(history()).containsExactly("1", "3", "1");
    }

    @Test
    void aBroadcastIsOneEventAndAnswersInTheOrderOfTheChannels() {
        String other = unique("news:");
        String plain = unique("plain:");
        try (Client client = server.connect("42")) {
            client.subscribe(channel);
            client.subscribe(other);
            client.subscribe(plain);
            JsonNode responses = server.result(
                            "broadcast",
                            "{\"channels\":[\"%s\",\"none:1\",\"%s\",\"\",\"%s\",\"%s\"],\"data\":\"all\"}"
                                    .formatted(other, plain, channel, other))
                    .path("responses");
            long offset = responses.path(0).path("result").path("offset").asLong();
            assertThat(offset).isPositive();
            assertThat(responses.path(1).path("error").path("code").asInt()).isEqualTo(102);
            assertThat(responses.path(2).path("result").isEmpty()).isTrue();
            assertThat(responses.path(3).path("error").path("code").asInt()).isEqualTo(107);
            assertThat(responses.path(4).path("result").path("offset").asLong()).isEqualTo(offset);
            assertThat(responses.path(5)).isEqualTo(responses.path(0));
            for (String each : List.of(channel, other, plain)) {
                client.published(each, "\"all\"");
                assertThat(client.data(each)).containsExactly("\"all\"");
            }
        }
        assertThat(server.error("broadcast", "{\"channels\":[],\"data\":1}")).isEqualTo(107);
        assertThat(server.error("broadcast", "{\"channels\":[\"%s\"]}".formatted(channel)))
                .isEqualTo(107);
        assertThat(server.result("broadcast", "{\"channels\":[\"none:1\"],\"data\":1}")
                        .path("responses")
                        .toString())
                .isEqualTo("[{\"error\":{\"code\":102,\"message\":\"unknown channel\"}}]");
    }

    @Test
    void aBroadcastTwiceWithTheSameKeyIsPublishedOnceInEachChannel() {
        String other = unique("news:");
        String request = "{\"channels\":[%s],\"data\":1,\"idempotency_key\":\"once\"}";
        JsonNode first = server.result("broadcast", request.formatted("\"" + channel + "\""));
        JsonNode second = server.result("broadcast", request.formatted("\"" + channel + "\",\"" + other + "\""));
        assertThat(second.path("responses").path(0))
                .isEqualTo(first.path("responses").path(0));
        assertThat(second.path("responses").path(1))
                .isNotEqualTo(first.path("responses").path(0));
        assertThat(history()).hasSize(1);
        assertThat(history(other)).hasSize(1);
    }

    @Test
    void aUsersOwnChannelAndARoomCanBePublishedTo() {
        TestClient person = new TestClient(server.port());
        String user = person.register(unique("ada")).json().path("id").asString();
        String room = person.post("/api/rooms", "{\"name\":\"" + unique("Room ") + "\"}")
                .json()
                .path("id")
                .asString();
        try (Client client = new Client(server.port())) {
            client.connect(
                    person.get("/api/token/connection").json().path("token").asString());
            client.subscribe("personal:" + user);
            client.subscribe("room:" + room);
            JsonNode published =
                    server.result("publish", "{\"channel\":\"personal:%s\",\"data\":{\"type\":\"x\"}}".formatted(user));
            assertThat(client.published("personal:" + user, "{\"type\":\"x\"}").path("offset"))
                    .isEqualTo(published.path("offset"));
            server.result("publish", "{\"channel\":\"room:%s\",\"data\":{\"type\":\"y\"}}".formatted(room));
            assertThat(client.published("room:" + room, "{\"type\":\"y\"}").has("offset"))
                    .isFalse();
            // The room's messages are another topic: those who are not looking at the room do not hear this.
            assertThat(client.data("personal:" + user)).doesNotContain("{\"type\":\"y\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":1} | 107",
                "{\"channel\":\"news:1\"} | 107",
                "{\"channel\":\"news:1\",\"b64data\":\"%\"} | 107",
                "{\"channel\":\"news:1\",\"data\":1,\"version\":-1} | 107",
                "{\"channel\":\"news:é\",\"data\":1} | 107",
                "{\"channel\":\"news:a b\",\"data\":1} | 107",
                "{\"channel\":\"none:1\",\"data\":1} | 102",
                "{\"channel\":\"without\",\"data\":1} | 102",
                "{\"channel\":\"gapless:control\",\"data\":1} | 102",
                "{\"channel\":\"user:1\",\"data\":1} | 102",
                "{\"channel\":\"here:1\",\"data\":1} | 102",
                "{\"channel\":\"room:x\",\"data\":1} | 107"
            })
    void whatCannotBePublishedIsRefused(String request, int error) {
        assertThat(server.error("publish", request)).isEqualTo(error);
    }

    @Test
    void namesAndKeysThatAreTooLongAreRefused() {
        assertThat(server.error("publish", "{\"channel\":\"news:%s\",\"data\":1}".formatted("x".repeat(251))))
                .isEqualTo(107);
        assertThat(server.error(
                        "publish",
                        "{\"channel\":\"%s\",\"data\":1,\"idempotency_key\":\"%s\"}"
                                .formatted(channel, "x".repeat(129))))
                .isEqualTo(107);
        server.result("publish", "{\"channel\":\"news:%s\",\"data\":1}".formatted("x".repeat(250)));
    }

    @Test
    void aHistoryThatIsRemovedIsLostForThoseWhoWereAway() {
        JsonNode before = publish("1");
        publish("2");
        assertThat(server.result("history_remove", "{\"channel\":\"%s\"}".formatted(channel))
                        .isEmpty())
                .isTrue();
        assertThat(history()).isEmpty();
        try (Client client = server.connect("42")) {
            assertThat(client.recover(channel, before).path("recovered").asBoolean())
                    .isFalse();
            publish("3");
            client.published(channel, "3");
        }
        assertThat(server.error("history_remove", "{\"channel\":\"plain:1\"}")).isEqualTo(108);
        assertThat(server.error("history_remove", "{\"channel\":\"none:1\"}")).isEqualTo(102);
        assertThat(server.error("history_remove", "{}")).isEqualTo(107);
    }

    private JsonNode publish(String data) {
        return server.result("publish", "{\"channel\":\"%s\",\"data\":%s}".formatted(channel, data));
    }

    private void publishBase64(byte[] data) {
        String encoded = Base64.getEncoder().encodeToString(data);
        server.result("publish", "{\"channel\":\"%s\",\"b64data\":\"%s\"}".formatted(channel, encoded));
    }

    private JsonNode publishVersion(int version, String epoch) {
        return server.result(
                "publish",
                "{\"channel\":\"%s\",\"data\":%d,\"version\":%d,\"version_epoch\":\"%s\"}"
                        .formatted(channel, version, version, epoch));
    }

    private List<String> history() {
        return history(channel);
    }

    /** The data of all publications in the channel's history. */
    private static List<String> history(String of) {
        JsonNode publications = server.result("history", "{\"channel\":\"%s\",\"limit\":-1}".formatted(of))
                .path("publications");
        return publications
                .valueStream()
                .map(each -> each.path("data").toString())
                .toList();
    }
}
