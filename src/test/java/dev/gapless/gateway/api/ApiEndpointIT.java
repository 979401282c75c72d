package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.KEY;
import static dev.gapless.gateway.api.ApiServer.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as HTTP: keys, statuses, and the forms of requests. */
class ApiEndpointIT {
    private static final String PUBLISH = "/gateway/api/publish";
    private static final String UNKNOWN = "{\"channel\":\"none:1\",\"data\":1}";
    private static final JsonMapper JSON = JsonMapper.shared();

    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer server;

    private final String channel = unique("news:");
    private final String valid = "{\"channel\":\"%s\",\"data\":1}".formatted(channel);

    @BeforeAll
    static void start() {
        server = ApiServer.start(TestDatabase.create(), "endpoint");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void thereAreThreeWaysToBringTheKey() {
        assertThat(server.post(PUBLISH, valid, "X-API-Key", KEY).statusCode()).isEqualTo(200);
        assertThat(server.post(PUBLISH, valid, "Authorization", "apikey " + KEY).statusCode())
                .isEqualTo(200);
        assertThat(server.post(PUBLISH, valid, "Authorization", "ApiKey " + KEY).statusCode())
                .isEqualTo(200);
        String encoded = URLEncoder.encode(KEY, StandardCharsets.UTF_8);
        assertThat(server.post(PUBLISH + "?a=b&api_key=" + encoded, valid).statusCode())
                .isEqualTo(200);
    }

    /** Who closed the connection over a body that comes late would take the next question with it. */
    @Test
    void whoIsRefusedMayAskAgainOnTheSameConnection() throws Exception {
        String head = String.join(
                "\r\n",
                "POST /gateway/api/publish HTTP/1.1",
                "Host: 127.0.0.1",
                "X-Forwarded-For: 198.51.100.7",
                "Content-Type: application/json",
                "Content-Length: 2",
                "",
                "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                socket.setSoTimeout(300);
                assertThatThrownBy(in::readLine).isInstanceOf(SocketTimeoutException.class);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
                assertThat(in.readLine()).startsWith("HTTP/1.1 401");
                int length = 0;
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(
                                line.substring(line.indexOf(':') + 1).strip());
                    }
                }
                assertThat(in.skip(length)).isEqualTo(length);
            }
        }
    }

    @Test
    void withoutTheKeyNobodyIsServed() {
        String[] client = {"X-Forwarded-For", "192.0.2.1"};
        assertThat(server.post(PUBLISH, valid, client).statusCode()).isEqualTo(401);
        for (String key : List.of("", "wrong", KEY + "x", KEY.substring(1), KEY.toUpperCase(Locale.ROOT))) {
            assertThat(server.post(PUBLISH, valid, "X-Forwarded-For", "192.0.2.1", "X-API-Key", key)
                            .statusCode())
                    .as(key)
                    .isEqualTo(401);
        }
        assertThat(server.post(PUBLISH, valid, "X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer " + KEY)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.post(PUBLISH + "?api_key=%25", valid, client).statusCode())
                .isEqualTo(401);
        assertThat(server.post("/gateway/api/unknown", valid, client).statusCode())
                .isEqualTo(401);
        assertThat(server.post("/gateway/api", valid, client).statusCode()).isEqualTo(401);
        assertThat(server.result("history", "{\"channel\":\"%s\",\"limit\":1}".formatted(channel))
                        .path("publications")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void afterManyWrongKeysFromOneAddressNoneIsLookedAt() {
        String[] wrong = {"X-Forwarded-For", "192.0.2.7", "X-API-Key", "a wrong one"};
        for (int i = 0; i < 60; i++) {
            assertThat(server.post(PUBLISH, valid, wrong).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> refused = server.post(PUBLISH, valid, wrong);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.post(PUBLISH, valid, "X-Forwarded-For", "192.0.2.7", "X-API-Key", KEY)
                        .statusCode())
                .isEqualTo(429);
        assertThat(server.post(PUBLISH, valid, "X-Forwarded-For", "192.0.2.8", "X-API-Key", KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void onlyPostIsAllowed(String method) {
        HttpResponse<String> response = server.send(method, PUBLISH, "", "X-API-Key", KEY);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aMethodThatThereIsNotIsNotFound() {
        for (String path : List.of("unknown", "publish/more", "PUBLISH", "rpc")) {
            assertThat(server.post("/gateway/api/" + path, "{}", "X-API-Key", KEY)
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(server.post(PUBLISH + "/", valid, "X-API-Key", KEY).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{} {}", "{\"channel\":1}", "{\"version\":\"1\"}"})
    void aBodyThatIsNotTheExpectedJsonIsMalformed(String body) {
        HttpResponse<String> response = server.post(PUBLISH, body, "X-API-Key", KEY);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).path("detail").asString()).isNotEmpty();
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAndTheLongestIsNot() {
        String start = "{\"channel\":\"%s\",\"data\":\"".formatted(unique("plain:"));
        String longest = start + "x".repeat((1 << 20) - start.length() - 2) + "\"}";
        assertThat(server.post(PUBLISH, longest, "X-API-Key", KEY).statusCode()).isEqualTo(200);
        assertThat(server.post(PUBLISH, longest + " ", "X-API-Key", KEY).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish | {\"channel\":\"none:1\",\"data\":1} | 404 | 102",
                "publish | {\"data\":1} | 400 | 107",
                "history | {\"channel\":\"plain:1\"} | 400 | 108",
                "history | {\"channel\":\"news:1\",\"limit\":1,\"since\":{\"offset\":1,\"epoch\":\"x\"}} | 416 | 112",
                "subscribe | {\"channel\":\"news:1\",\"expire_at\":1} | 400 | 110"
            })
    void errorsMayBeToldByTheStatus(String method, String body, int status, int code) {
        HttpResponse<String> response =
                server.post("/gateway/api/" + method, body, "X-API-Key", KEY, "X-Centrifugo-Error-Mode", "transport");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).path("code").asInt()).isEqualTo(code);
        assertThat(server.error(method, body)).isEqualTo(code);
    }

    @Test
    void nothingIsRememberedOfACaller() {
        HttpResponse<String> response =
                server.post(PUBLISH, valid, "X-API-Key", KEY, "Origin", "https://other.example");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void theOlderFormNamesItsMethodInTheBody() {
        String publish = "{\"id\":7,\"method\":\"publish\",\"params\":%s}".formatted(valid);
        for (String path : List.of("/gateway/api", "/gateway/api/")) {
            JsonNode reply = old(path, publish).getFirst();
            assertThat(reply.path("id").asInt()).isEqualTo(7);
            assertThat(reply.path("result").path("offset").asLong()).isPositive();
        }
        List<JsonNode> replies = old(
                "/gateway/api",
                publish
                        + "\n{\"method\":\"INFO\"}{\"method\":\"unknown\"}\n{\"method\":\"publish\",\"params\":{\"channel\":1}}"
                        + "{\"method\":\"publish\",\"params\":" + UNKNOWN + "}");
        assertThat(replies).hasSize(5);
        assertThat(replies.get(1).path("result").path("nodes").size()).isEqualTo(1);
        assertThat(replies.get(1).has("id")).isFalse();
        assertThat(replies.stream()
                        .skip(2)
                        .map(reply -> reply.path("error").path("code").asInt()))
                .containsExactly(104, 107, 102);
        for (String malformed : List.of("", "x", publish + "x")) {
            assertThat(server.post("/gateway/api", malformed, "X-API-Key", KEY).statusCode())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchIsAnsweredInItsOrder(boolean parallel) {
        String publishes = IntStream.range(0, 100)
                .mapToObj(i -> "{\"publish\":{\"channel\":\"%s\",\"data\":%d}}".formatted(channel, i))
                .collect(Collectors.joining(","));
        JsonNode replies = batch(
                "[%s,{\"publish\":%s},{\"unknown\":{}},{},{\"history\":{\"channel\":\"plain:1\"},\"publish\":%s}]"
                        .formatted(publishes, UNKNOWN, valid),
                parallel);
        assertThat(replies.size()).isEqualTo(104);
        List<Long> offsets = IntStream.range(0, 100)
                .mapToObj(i -> replies.path(i).path("publish").path("offset").asLong())
                .toList();
        assertThat(offsets).doesNotHaveDuplicates().allMatch(offset -> offset > 0);
        assertThat(replies.path(100).toString())
                .isEqualTo("{\"error\":{\"code\":102,\"message\":\"unknown channel\"}}");
        assertThat(replies.path(101).path("error").path("code").asInt()).isEqualTo(104);
        assertThat(replies.path(102).path("error").path("code").asInt()).isEqualTo(104);
        assertThat(replies.path(103).propertyNames()).containsExactly("publish");
        if (!parallel) {
            assertThat(offsets).isSorted();
        }
    }

    @Test
    void aBatchOfWhichAnythingIsMalformedIsNotBegun() {
        String first = "{\"publish\":%s}".formatted(valid);
        for (String commands : List.of(
                "[" + first + ",{\"publish\":{\"channel\":1}}]",
                "[" + first + ",1]",
                "[" + first + ",null]",
                "[" + (first + ",").repeat(1000) + first + "]")) {
            assertThat(server.post("/gateway/api/batch", "{\"commands\":" + commands + "}", "X-API-Key", KEY)
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(server.result("history", "{\"channel\":\"%s\"}".formatted(channel))
                        .path("publications")
                        .isEmpty())
                .isTrue();
        assertThat(batch("[]", false).isEmpty()).isTrue();
    }

    @Test
    void aShortKeyIsRefusedByNameOfTheSettingUnlessNothingHasToBeSecure() {
        assertThatThrownBy(() -> bind("api-key", "fifteen letters"))
                .hasStackTraceContaining("gapless.gateway.api-key must have at least 16 characters");
        assertThat(bind("api-key", "sixteen letters!").apiKey()).isEqualTo("sixteen letters!");
        assertThat(bind("api-key", "short", "insecure", "true").apiKey()).isEqualTo("short");
        assertThat(bind("api-key", "").apiKey()).isEmpty();
        assertThat(bind().apiMaxBody().toMegabytes()).isEqualTo(1);
    }

    private static ApiSettings bind(String... settings) {
        MapConfigurationPropertySource properties = new MapConfigurationPropertySource();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("gapless.gateway." + settings[i], settings[i + 1]);
        }
        return new Binder(properties).bindOrCreate("gapless.gateway", ApiSettings.class);
    }

    private static List<JsonNode> old(String path, String body) {
        HttpResponse<String> response = server.post(path, body, "X-API-Key", KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().map(JSON::readTree).toList();
    }

    private static JsonNode batch(String commands, boolean parallel) {
        HttpResponse<String> response = server.post(
                "/gateway/api/batch",
                "{\"commands\":%s,\"parallel\":%s}".formatted(commands, parallel),
                "X-API-Key",
                KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).path("replies");
    }
}
