package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.GaplessTest;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What holds for the whole web side: who gets in, how refusals look, what browsers are told. */
@GaplessTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebIT {
    private static final Set<String> PUBLIC =
            Set.of("GET /api/csrf", "GET /api/demo", "POST /api/login", "POST /api/register");

    @LocalServerPort
    int port;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired
    MeterRegistry meters;

    TestClient client;

    @BeforeEach
    void newClient() {
        client = new TestClient(port);
    }

    /** Every call of the API, as {@code POST /api/rooms/1/join}. */
    List<String> calls() {
        return requestMappingHandlerMapping.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/"))
                        .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> method + " " + path.replaceAll("\\{[^}]*}", "1"))))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whoIsNotLoggedInIsRefused(String call) {
        assumeThat(PUBLIC).doesNotContain(call);
        client.withCsrf();
        Answer answer = send(call);
        assertProblem(answer, 401);
        assertThat(answer.detail()).isEqualTo("you are not logged in");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatChangesSomethingNeedsTheCsrfToken(String call) {
        assumeThat(RequestMethod.valueOf(call.split(" ", 2)[0])).isNotIn(RequestMethod.GET, RequestMethod.HEAD);
        assertProblem(send(call), 403);
        client.get("/api/csrf");
        client.header("X-CSRFToken", "forged");
        assertProblem(send(call), 403);
    }

    @Test
    void thePublicCallsAreJustThese() {
        assertThat(calls()).containsAll(PUBLIC);
    }

    @Test
    void anInvitingFormParameterIsNoCsrfToken() {
        String token = client.get("/api/csrf").header("X-CSRFToken");
        assertProblem(client.post("/api/login?_csrf=" + token, "{}"), 403);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"username":                                    | the body is not valid JSON
                    {"username":"a"} x                              | the body is not valid JSON
                    ``                                              | a JSON body is required
                    []                                              | the body must be a JSON object
                    "text"                                          | the body must be a JSON object
                    {"username":5,"password":"x"}                   | username has the wrong type
                    {"username":{"a":1},"password":"x"}             | username has the wrong type
                    {"username":["a"],"password":"x"}               | username has the wrong type
                    {"username":"a\\u0000b","password":"xxxxxxxx"}  | username contains characters that cannot be stored
                    {"username":"abc","password":"\\ud800xxxxxxxx"} | password contains characters that cannot be stored
                    """)
    void whatIsNotTheExpectedJsonIsRefusedWithTheReason(String body, String detail) {
        Answer answer = client.withCsrf().post("/api/login", body);
        assertProblem(answer, 400);
        assertThat(answer.detail()).isEqualTo(detail);
    }

    @Test
    void unknownFieldsAreIgnored() {
        client.withCsrf();
        Answer answer = client.post(
                "/api/register",
                Map.of("username", "web-unknown", "password", TestClient.PASSWORD, "is_admin", List.of(true)));
        assertThat(answer.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/login,405",
        "DELETE,/api/me,405",
        "GET,/api/nothing,404",
        "POST,/api/nothing,404",
        "PUT,/api/nothing/1/more,404",
        "GET,/api,404",
        "GET,/connection/nothing,404",
        "GET,/actuator/nothing,404",
        "GET,/assets/nothing.js,404",
        "GET,/nothing.js,404",
        "GET,/error,404"
    })
    void whatDoesNotExistIsToldInTheSameForm(String method, String path, int status) {
        client.register("web-" + method.length() + path.length() + status);
        assertProblem(client.send(method, path, "{}"), status);
        client.header("Accept", "text/html");
        assertProblem(client.send(method, path, "{}"), status);
    }

    /** The SDK looks for other ways when there is nothing, and gives up when it is forbidden. */
    @ParameterizedTest
    @ValueSource(strings = {"/connection/nothing", "/connection/sse/"})
    void strangersAreToldToWhatThereIsNoWay(String path) throws Exception {
        assertThat(RawHttp.exchange(
                        port,
                        "POST " + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 404 ")
                .doesNotContain("Set-Cookie");
    }

    /** They may last for days. */
    @Test
    void clientConnectionsAreNotMeasuredAsRequests() {
        assertThat(client.get("/connection/websocket").status()).isEqualTo(426);
        client.get("/api/csrf");
        assertThat(meters.find("http.server.requests").tag("status", "200").timer())
                .isNotNull();
        assertThat(meters.find("http.server.requests").tag("status", "426").timer())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/me?q=%00", "/api/me;jsessionid=1", "/api/%2e%2e/me", "/api//me", "/api/%00", "/api/%zz"})
    void malformedAddressesAreRefused(String path) throws Exception {
        String raw =
                RawHttp.exchange(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(raw).containsPattern("^HTTP/1.1 40[014] ").contains("application/problem+json");
    }

    @Test
    void otherContentIsNotUnderstood() {
        client.withCsrf();
        assertProblem(client.send("POST", "/api/login", body("username=a"), "application/x-www-form-urlencoded"), 415);
        assertProblem(client.send("POST", "/api/login", body("<a/>"), "application/xml"), 415);
        assertProblem(client.send("POST", "/api/login", body("x"), "multipart/form-data; boundary=x"), 415);
    }

    @Test
    void aLongBodyIsRefusedWhetherAnnouncedOrNot() {
        client.withCsrf();
        byte[] body = ("{\"username\":\"" + "x".repeat(300_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        var announced = BodyPublishers.ofByteArray(body);
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        assertProblem(client.send("POST", "/api/login", announced, "application/json"), 413);
        assertProblem(client.send("POST", "/api/login", chunked, "application/json"), 413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void aFormIsNotReadBeforeItIsKnownWhoSendsIt(String method) throws Exception {
        assertThat(form(method, 100_000, "the rest never comes")).startsWith("HTTP/1.1 403 ");
        assertThat(form(method, 5, "a=%zz")).startsWith("HTTP/1.1 403 ");
        assertThat(form(method, 300_000, "x".repeat(300_000))).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aConnectionOutlivesARefusalIfItsBodyHasComeAndElseItIsSaidToEnd() throws Exception {
        String head = "POST /api/logout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";
        String another = "GET /api/csrf HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.exchange(port, head + "nobdy" + another))
                .containsSubsequence("HTTP/1.1 403 ", "HTTP/1.1 200 ");
        assertThat(RawHttp.exchange(port, head + "a"))
                .startsWith("HTTP/1.1 403 ")
                .containsIgnoringCase("\r\nConnection: close\r\n");
    }

    private String form(String method, int length, String body) throws Exception {
        return RawHttp.exchange(
                port,
                method + " /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n"
                        + body);
    }

    @Test
    void parametersThatAreNoTextAreRefused() {
        assertProblem(client.get("/actuator/health?x=%ff"), 400);
        client.register("web-no-text");
        assertProblem(client.get("/api/users?q=%ff"), 400);
        assertProblem(client.get("/api/search/messages?q=a&room_id=%c3"), 400);
        assertThat(client.get("/rooms/7?x=%ff").status()).isEqualTo(200);
    }

    @Test
    void aRequestThatIsNotHttpIsRefusedInTheSameForm() throws Exception {
        assertThat(RawHttp.exchange(port, "NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        String header = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n";
        assertThat(RawHttp.exchange(port, header)).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void afterTooManyWrongLoginsEvenTheRightOneHasToWait() {
        new TestClient(port).register("web-guessed");
        client.withCsrf();
        for (int i = 0; i < 10; i++) {
            assertThat(client.login("web-guessed", "guess number " + i).status())
                    .isEqualTo(401);
        }
        Answer answer = client.login("WEB-guessed", TestClient.PASSWORD);
        assertProblem(answer, 429);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(new TestClient(port)
                        .login("web-guessed", TestClient.PASSWORD)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aUserMayWriteThreeHundredTimesInARow() {
        client.register("web-writer");
        for (int i = 0; i < 300; i++) {
            assertThat(client.post("/api/login", "{}").status()).isEqualTo(400);
        }
        Answer answer = client.post("/api/login", "{}");
        assertProblem(answer, 429);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(client.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void aUserMayLookForAHundredThingsInARow() {
        client.register("web-reader");
        List<String> costly = List.of(
                "/api/sync",
                "/api/search?q=a",
                "/api/search/messages?q=a",
                "/api/users?q=a",
                "/api/rooms/1/members?q=a");
        for (int i = 0; i < 100; i++) {
            assertThat(client.get(costly.get(i % costly.size())).status()).isIn(200, 404);
        }
        for (String path : costly) {
            Answer answer = client.get(path);
            assertProblem(answer, 429);
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
        assertThat(client.get("/api/rooms").status()).isEqualTo(200);
    }

    @Test
    void browsersAreToldWhatToForbid() {
        Answer answer = client.get("/rooms/7");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo(WebSecurity.CONTENT_SECURITY_POLICY);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
        client.header("X-Forwarded-Proto", "https");
        assertThat(client.get("/").header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/rooms/7", "/login", "/apis", "/rooms/7/"})
    void everyAddressOfTheAppIsItsPage(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("<title>");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void thePageIsForBrowsersOnly() {
        assertProblem(client.header("Accept", "application/json").get("/rooms/7"), 404);
    }

    @Test
    void filesWithAHashInTheirNameAreKeptForever() {
        Answer asset = client.get("/assets/test-a1b2c3.js");
        assertThat(asset.status()).isEqualTo(200);
        assertThat(asset.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(client.get("/index.html").header("Cache-Control")).isEqualTo("no-cache");
        client.header("Accept-Encoding", "gzip");
        assertThat(client.get("/assets/test-a1b2c3.js").header("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void healthIsAllThatTheActuatorTells() {
        Answer health = client.get("/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().propertyNames()).containsOnly("status", "groups");
        for (String endpoint : List.of("env", "metrics", "heapdump", "configprops", "shutdown", "loggers")) {
            assertThat(client.get("/actuator/" + endpoint).status()).isIn(401, 403, 404);
        }
    }

    @Test
    void theGatewayAndFilesReadNoSession() {
        client.register("web-quiet");
        client.get("/api/me");
        // Once without anybody else, who asks for one by the clock.
        await().untilAsserted(() -> {
            long before = statements();
            for (int i = 0; i < 20; i++) {
                client.get("/connection/nothing");
                client.get("/");
                client.get("/assets/test-a1b2c3.js");
            }
            assertThat(statements()).isEqualTo(before);
        });
    }

    /** How often anybody has asked for a database connection. */
    private long statements() {
        return meters.get("hikaricp.connections.acquire").timer().count();
    }

    private Answer send(String call) {
        String[] parts = call.split(" ", 2);
        return parts[0].equals("GET") ? client.get(parts[1]) : client.send(parts[0], parts[1], "{}");
    }

    private static BodyPublisher body(String text) {
        return BodyPublishers.ofString(text);
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.detail()).isNotEmpty();
    }
}
