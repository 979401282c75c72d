package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import dev.gapless.RecordingSubscriber;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import dev.gapless.hub.Hub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Passwords, and the places where one is logged in. */
@GaplessTest
class LoginsIT {
    private static final String NEW_PASSWORD = "battery staple";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Hub hub;

    @Autowired
    LoginEnds ends;

    @Test
    void aNewPasswordEndsAllOtherLogins() {
        TestClient desk = new TestClient(port);
        TestClient phone = new TestClient(port);
        long id = desk.register("logins-ada").json().path("id").asLong();
        phone.login("logins-ada", TestClient.PASSWORD);
        String kept = current(desk).path("id").asString();
        RecordingSubscriber sockets = RecordingSubscriber.to(hub, SessionsEnded.TOPIC);

        Answer changed = change(desk, TestClient.PASSWORD, NEW_PASSWORD);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{}");

        String event = "{\"user\":%d,\"session\":null,\"except\":\"%s\"}".formatted(id, kept);
        assertThat(sockets.until("\"user\":" + id + ",")).contains(event);
        assertThat(ends.known().ends())
                .anySatisfy(end -> assertThat(end.what()).isEqualTo(new SessionsEnded(id, null, kept)));
        assertThat(desk.get("/api/me").status()).isEqualTo(200);
        assertThat(phone.get("/api/me").status()).isEqualTo(401);
        assertThat(phone.login("logins-ada", TestClient.PASSWORD).status()).isEqualTo(401);
        assertThat(phone.login("logins-ada", NEW_PASSWORD).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                               | current_password is required
                    {"current_password":"correct horse"}                             | new_password is required
                    {"current_password":"correct horse","new_password":"short"}      | new_password must have at least 8 characters
                    {"current_password":"correct horse","new_password":"Logins-Bea"} | new_password must not be the same as the username
                    """)
    void aNewPasswordHasToKeepTheRules(String body, String detail) {
        TestClient client = new TestClient(port);
        if (client.register("logins-bea").status() == 409) {
            client.login("logins-bea", TestClient.PASSWORD);
        }
        Answer answer = client.send("PUT", "/api/me/password", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).isEqualTo(detail);
    }

    @Test
    void whoGuessesThePasswordHasToWaitAsAtALogin() {
        TestClient client = new TestClient(port);
        client.register("logins-cora");
        assertThat(change(client, "x".repeat(300), NEW_PASSWORD).status()).isEqualTo(403);
        for (int i = 1; i < 10; i++) {
            Answer wrong = change(client, "guess number " + i, NEW_PASSWORD);
            assertThat(wrong.status()).isEqualTo(403);
            assertThat(wrong.detail()).isEqualTo("the current password is wrong");
        }
        Answer answer = change(client, TestClient.PASSWORD, NEW_PASSWORD);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(new TestClient(port)
                        .login("logins-cora", TestClient.PASSWORD)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ofTwoWhoChangeThePasswordAtOnceOneDoes() throws Exception {
        TestClient first = new TestClient(port);
        TestClient second = new TestClient(port);
        first.register("logins-dora");
        second.login("logins-dora", TestClient.PASSWORD);
        List<Callable<Integer>> tries = List.of(
                () -> change(first, TestClient.PASSWORD, "battery staple 1").status(),
                () -> change(second, TestClient.PASSWORD, "battery staple 2").status());
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Integer> statuses = threads.invokeAll(tries).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertThat(statuses).first().isEqualTo(200);
            assertThat(statuses).last().isIn(401, 403); // logged out already, or too late
        }
        assertThat(List.of(first.get("/api/me").status(), second.get("/api/me").status()))
                .containsExactlyInAnyOrder(200, 401);
    }

    @Test
    void aDemoPersonWithAnotherPasswordIsNotOfferedAnyMore() {
        TestClient client = new TestClient(port);
        long id = client.register("logins-demo").json().path("id").asLong();
        jdbc.sql("insert into demo_accounts (user_id, password_hash) select id, password_hash from users where id = ?")
                .param(id)
                .update();
        String offered = """
                select count(*) from demo_accounts d join users u on u.id = d.user_id
                 where u.id = ? and u.password_hash = d.password_hash
                """;
        assertThat(jdbc.sql(offered).param(id).query(Integer.class).single()).isOne();
        assertThat(change(client, TestClient.PASSWORD, NEW_PASSWORD).status()).isEqualTo(200);
        assertThat(jdbc.sql(offered).param(id).query(Integer.class).single()).isZero();
        jdbc.sql("delete from demo_accounts where user_id = ?").param(id).update();
    }

    @Test
    void loginsAreListedWithWhereAndWhenThePresentOneFirst() {
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        TestClient desk = new TestClient(port)
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .header("X-Forwarded-For", "203.0.113.7");
        desk.register("logins-eve");
        TestClient phone = new TestClient(port).header("X-Forwarded-For", "2001:db8::7");
        phone.login("logins-eve", TestClient.PASSWORD);
        new TestClient(port).register("logins-not-eve");

        List<JsonNode> logins = logins(desk);
        assertThat(logins).hasSize(2);
        JsonNode first = logins.getFirst();
        assertThat(first.propertyNames())
                .containsExactly("id", "current", "device", "address", "created_at", "last_seen_at");
        assertThat(first.path("current").asBoolean()).isTrue();
        assertThat(first.path("device").asString()).isEqualTo("Firefox on Linux");
        assertThat(first.path("address").asString()).isEqualTo("203.0.113.7");
        assertThat(first.path("id").asString())
                .isNotEqualTo(
                        Objects.requireNonNull(desk.cookies().get("session")).getValue());
        for (String field : List.of("created_at", "last_seen_at")) {
            assertThat(first.path(field).asString()).matches("[-0-9T:]+\\.[0-9]{6}Z");
            assertThat(Instant.parse(first.path(field).asString())).isBetween(before, Instant.now());
        }
        assertThat(logins.getLast().path("current").asBoolean()).isFalse();
        assertThat(logins.getLast().path("device").asString()).isEqualTo("Unknown device");
        assertThat(logins.getLast().path("address").asString()).contains("2001:");
        assertThat(logins(phone).getFirst()).isNotEqualTo(first);
        assertThat(current(phone).path("id")).isEqualTo(logins.getLast().path("id"));
    }

    @Test
    void anotherLoginCanBeEnded() {
        TestClient desk = new TestClient(port);
        TestClient phone = new TestClient(port);
        long id = desk.register("logins-fay").json().path("id").asLong();
        phone.login("logins-fay", TestClient.PASSWORD);
        String lost = current(phone).path("id").asString();
        RecordingSubscriber sockets = RecordingSubscriber.to(hub, SessionsEnded.TOPIC);

        TestClient stranger = new TestClient(port);
        stranger.register("logins-mallory");
        assertThat(stranger.send("DELETE", "/api/me/sessions/" + lost, "").status())
                .isEqualTo(404);
        assertThat(desk.send("DELETE", "/api/me/sessions/nothing", "").status()).isEqualTo(404);

        Answer ended = desk.send("DELETE", "/api/me/sessions/" + lost, "");
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.body()).isEqualTo("{}");
        assertThat(sockets.until(lost)).contains("{\"user\":%d,\"session\":\"%s\"}".formatted(id, lost));
        assertThat(phone.get("/api/me").status()).isEqualTo(401);
        assertThat(logins(desk)).hasSize(1);
        assertThat(desk.send("DELETE", "/api/me/sessions/" + lost, "").status()).isEqualTo(404);
    }

    @Test
    void toEndThePresentLoginIsToLogOut() {
        TestClient desk = new TestClient(port);
        desk.register("logins-gwen");
        String present = current(desk).path("id").asString();
        RecordingSubscriber sockets = RecordingSubscriber.to(hub, SessionsEnded.TOPIC);
        assertThat(desk.send("DELETE", "/api/me/sessions/" + present, "").status())
                .isEqualTo(200);
        sockets.until(present);
        assertThat(desk.cookies()).doesNotContainKey("session");
        assertThat(desk.get("/api/me").status()).isEqualTo(401);
    }

    private static Answer change(TestClient client, String present, String wanted) {
        return client.send("PUT", "/api/me/password", Map.of("current_password", present, "new_password", wanted));
    }

    private static List<JsonNode> logins(TestClient client) {
        return List.copyOf(client.get("/api/me/sessions").json().path("results").values());
    }

    private static JsonNode current(TestClient client) {
        return logins(client).getFirst();
    }
}
