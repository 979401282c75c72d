package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a backend has done to connections and subscriptions. */
class CommandingIT {
    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer server;

    private final String user = unique("user");
    private final String channel = unique("news:");

    @BeforeAll
    static void start() {
        server = ApiServer.start(TestDatabase.create(), "commanding");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserIsDisconnectedForGoodUnlessSaidOtherwise() {
        try (Client one = server.connect(user);
                Client two = server.connect(user);
                Client other = server.connect(unique("other"))) {
            order("disconnect", "\"user\":\"" + user + "\"");
            assertThat(one.closed()).isEqualTo(3503);
            assertThat(two.closed()).isEqualTo(3503);
            one.await(line -> line.path("push").path("disconnect").path("code").asInt() == 3503);
            other.subscribe(channel);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void oneConnectionIsDisconnectedWithACodeOfOnesOwn() {
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            order(
                    "disconnect",
                    "\"user\":\"%s\",\"client\":\"%s\",\"disconnect\":{\"code\":4321,\"reason\":\"go\"}"
                            .formatted(user, one.client));
            assertThat(one.closed()).isEqualTo(4321);
            assertThat(one.await(line -> line.path("push").has("disconnect"))
                            .path("push")
                            .path("disconnect")
                            .toString())
                    .isEqualTo("{\"code\":4321,\"reason\":\"go\"}");
            two.subscribe(channel);
            assertThat(two.isClosed()).isFalse();
        }
    }

    @Test
    void connectionsOnTheWhitelistStay() {
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            order("disconnect", "\"user\":\"%s\",\"whitelist\":[\"%s\"]".formatted(user, two.client));
            one.closed();
            two.subscribe(channel);
            assertThat(two.isClosed()).isFalse();
        }
    }

    @Test
    void aConnectionIsDisconnectedByTheNameOfItsSession() throws Exception {
        String connect = "{\"id\":1,\"connect\":{\"token\":\"%s\"}}".formatted(ApiServer.token(Map.of("sub", user)));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/connection/http_stream"))
                .POST(BodyPublishers.ofString(connect))
                .build();
        try (HttpClient http = HttpClient.newHttpClient();
                Client other = server.connect(user)) {
            Iterator<String> replies =
                    http.send(request, BodyHandlers.ofLines()).body().iterator();
            String session = JsonMapper.shared()
                    .readTree(replies.next())
                    .path("connect")
                    .path("session")
                    .asString();
            order("disconnect", "\"user\":\"%s\",\"session\":\"%s\"".formatted(user, session));
            String last = "";
            while (replies.hasNext()) {
                last = replies.next();
            }
            assertThat(last).contains("\"disconnect\":{\"code\":3503");
            other.subscribe(channel);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"code\":1000}", "{\"code\":5000}", "{}"})
    void codesThatClientsDoNotKnowAreRefused(String disconnect) {
        assertThat(server.error("disconnect", "{\"user\":\"1\",\"disconnect\":" + disconnect + "}"))
                .isEqualTo(107);
        String reason = "x".repeat(124);
        assertThat(server.error("disconnect", "{\"disconnect\":{\"code\":4000,\"reason\":\"" + reason + "\"}}"))
                .isEqualTo(107);
    }

    @Test
    void aUserIsUnsubscribedAndHearsSoAlsoWhereNotSubscribed() {
        String other = unique("news:");
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            one.subscribe(channel);
            one.subscribe(other);
            order("unsubscribe", "\"user\":\"%s\",\"channel\":\"%s\"".formatted(user, channel));
            for (Client client : List.of(one, two)) {
                assertThat(client.pushed("unsubscribe", channel, any -> true)
                                .path("code")
                                .asInt())
                        .isEqualTo(2000);
            }
            publish(channel, "1");
            publish(other, "2");
            one.published(other, "2");
            assertThat(one.data(channel)).isEmpty();
        }
    }

    @Test
    void aUserIsUnsubscribedFromEverything() {
        String other = unique("news:");
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            for (Client client : List.of(one, two)) {
                client.subscribe(channel);
                client.subscribe(other);
            }
            order("unsubscribe", "\"user\":\"%s\",\"client\":\"%s\"".formatted(user, one.client));
            one.pushed("unsubscribe", channel, any -> true);
            one.pushed("unsubscribe", other, any -> true);
            publish(channel, "1");
            two.published(channel, "1");
            assertThat(two.count("unsubscribe", channel)).isZero();
            assertThat(one.data(channel)).isEmpty();
        }
    }

    @Test
    void aUserIsSubscribedByTheServer() {
        String plain = unique("plain:");
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            order(
                    "subscribe",
                    "\"user\":\"%s\",\"channel\":\"%s\",\"info\":{\"role\":\"admin\"},\"data\":{\"hello\":1}"
                            .formatted(user, channel));
            for (Client client : List.of(one, two)) {
                JsonNode push = client.pushed("subscribe", channel, any -> true);
                assertThat(push.path("recoverable").asBoolean()).isTrue();
                assertThat(push.path("data").toString()).isEqualTo("{\"hello\":1}");
                assertThat(push.path("epoch").asString()).isNotEmpty();
            }
            order(
                    "subscribe",
                    "\"user\":\"%s\",\"client\":\"%s\",\"channel\":\"%s\"".formatted(user, two.client, plain));
            two.pushed("subscribe", plain, any -> true);
            publish(channel, "1");
            publish(plain, "2");
            one.published(channel, "1");
            two.published(channel, "1");
            two.published(plain, "2");
            assertThat(one.count("subscribe", plain)).isZero();
            await().untilAsserted(() -> assertThat(server.result("presence", "{\"channel\":\"%s\"}".formatted(channel))
                            .path("presence")
                            .path(one.client)
                            .path("chan_info")
                            .toString())
                    .isEqualTo("{\"role\":\"admin\"}"));
        }
    }

    @Test
    void whatIsGivenInBase64ReachesClientsAsJson() {
        String bytes = Base64.getEncoder().encodeToString(new byte[] {'"', '\n', 0, -1});
        String pretty = Base64.getEncoder().encodeToString("{\n \"a\": 1\n}".getBytes(UTF_8));
        try (Client client = server.connect(user)) {
            order(
                    "subscribe",
                    "\"user\":\"%s\",\"channel\":\"%s\",\"b64info\":\"%s\",\"b64data\":\"%s\""
                            .formatted(user, channel, bytes, pretty));
            assertThat(client.pushed("subscribe", channel, any -> true)
                            .path("data")
                            .toString())
                    .isEqualTo("{\"a\":1}");
            await().untilAsserted(() -> assertThat(server.result("presence", "{\"channel\":\"%s\"}".formatted(channel))
                            .path("presence")
                            .path(client.client)
                            .path("chan_info")
                            .asString())
                    .isEqualTo(bytes));
        }
    }

    @Test
    void aSubscriptionByTheServerMayBeginInThePastAndBeUnlikeItsNamespace() {
        JsonNode since = publish(channel, "1");
        publish(channel, "2");
        try (Client client = server.connect(user)) {
            order(
                    "subscribe",
                    ("\"user\":\"%s\",\"channel\":\"%s\",\"recover_since\":{\"offset\":%d,\"epoch\":\"%s\"},"
                                    + "\"override\":{\"presence\":{\"value\":false}}")
                            .formatted(
                                    user,
                                    channel,
                                    since.path("offset").asLong(),
                                    since.path("epoch").asString()));
            client.pushed("subscribe", channel, any -> true);
            client.published(channel, "2");
            publish(channel, "3");
            client.published(channel, "3");
            assertThat(client.data(channel)).containsExactly("2", "3");
            assertThat(server.result("presence", "{\"channel\":\"%s\"}".formatted(channel))
                            .path("presence")
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void subscriptionsThatCannotBeMadeAreRefused() {
        assertThat(server.error("subscribe", "{\"user\":\"1\",\"channel\":\"none:1\"}"))
                .isEqualTo(102);
        assertThat(server.error("subscribe", "{\"user\":\"1\"}")).isEqualTo(107);
        assertThat(server.error("subscribe", "{\"user\":\"1\",\"channel\":\"news:1\",\"b64info\":\"%\"}"))
                .isEqualTo(107);
        assertThat(server.error("subscribe", "{\"user\":\"1\",\"channel\":\"news:1\",\"expire_at\":1}"))
                .isEqualTo(110);
        assertThat(server.error("unsubscribe", "{\"user\":\"1\",\"channel\":\"none:1\"}"))
                .isEqualTo(102);
    }

    @Test
    void aConnectionExpiresWhenTheBackendSaysSo() {
        try (Client one = server.connect(user);
                Client two = server.connect(user)) {
            order("refresh", "\"user\":\"%s\",\"client\":\"%s\",\"expired\":true".formatted(user, one.client));
            assertThat(one.closed()).isEqualTo(3005);
            order(
                    "refresh",
                    "\"user\":\"%s\",\"expire_at\":%d"
                            .formatted(user, Instant.now().getEpochSecond() - 60));
            assertThat(two.closed()).isEqualTo(3005);
        }
        assertThat(server.error("refresh", "{\"user\":\"1\",\"expire_at\":-1}")).isEqualTo(107);
    }

    @Test
    void aConnectionIsGivenMoreTime() {
        long now = Instant.now().getEpochSecond();
        try (Client client = server.connect(Map.of("sub", user, "exp", now + 600))) {
            order("refresh", "\"user\":\"%s\",\"expire_at\":%d".formatted(user, now + 7200));
            JsonNode push = client.await(line -> line.path("push").has("refresh"))
                    .path("push")
                    .path("refresh");
            assertThat(push.path("expires").asBoolean()).isTrue();
            assertThat(push.path("ttl").asLong()).isBetween(6000L, 7200L);
        }
    }

    private static void order(String method, String parameters) {
        assertThat(server.result(method, "{" + parameters + "}").isEmpty()).isTrue();
    }

    private static JsonNode publish(String channel, String data) {
        return server.result("publish", "{\"channel\":\"%s\",\"data\":%s}".formatted(channel, data));
    }
}
