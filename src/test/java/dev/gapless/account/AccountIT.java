package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import dev.gapless.RecordingSubscriber;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import dev.gapless.hub.Hub;
import java.net.HttpCookie;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

@GaplessTest
class AccountIT {
    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Hub hub;

    @Autowired
    RateLimits limits;

    TestClient client;

    @BeforeEach
    void newClient() {
        client = new TestClient(port);
    }

    @Test
    void whoRegistersIsLoggedIn() {
        Answer registered = client.register("Ada");
        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.json().path("username").asString()).isEqualTo("Ada");
        assertThat(registered.json().path("id").isNumber()).isTrue();
        assertThat(client.get("/api/me").json()).isEqualTo(registered.json());
    }

    @Test
    void whoLogsInIsKnownUntilLoggingOut() {
        client.register("bea");
        TestClient other = new TestClient(port);
        assertThat(other.get("/api/me").status()).isEqualTo(401);

        Answer login = other.login("BEA", TestClient.PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(other.get("/api/me").json()).isEqualTo(login.json());

        Answer logout = other.post("/api/logout", "");
        assertThat(logout.status()).isEqualTo(200);
        assertThat(logout.body()).isEqualTo("{}");
        assertThat(other.cookies()).doesNotContainKey("session");
        assertThat(other.get("/api/me").status()).isEqualTo(401);
        assertThat(client.get("/api/me").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"csrf,GET", "me,GET", "login,POST", "register,POST", "logout,POST"})
    void everyPathMayEndWithASlash(String path, String method) {
        client.register("slash-" + path);
        Answer answer =
                client.send(method, "/api/" + path + "/", Map.of("username", "slash-" + path, "password", "none"));
        assertThat(answer.status()).isNotIn(404, 405, 403, 500);
    }

    @Test
    void wrongPasswordAndUnknownNameAreToldAlike() {
        client.register("cora");
        Answer wrong = client.login("cora", "wrong horse");
        Answer unknown = client.login("nobody", "wrong horse");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(wrong.detail()).isEqualTo("invalid credentials");
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"' or 1=1 --", "x'; drop table users; --", "<script>alert(1)</script>"})
    void sqlAndHtmlAreJustWrongNames(String name) {
        Answer registered = client.register(name);
        assertThat(registered.status()).isEqualTo(400);
        assertThat(registered.json().path("errors").path(0).path("field").asString())
                .isEqualTo("username");
        assertThat(client.login(name, name).status()).isEqualTo(401);
        assertThat(client.login("nobody", name).status()).isEqualTo(401);
    }

    @Test
    void whatIsTooLongForANameOrAPasswordIsRefusedUnread() {
        String huge = "\u0344\ufdfa".repeat(40_000);
        client.register("bert");
        client = new TestClient(port).withCsrf();
        long keys = limits.keys();
        for (Map<String, String> given : List.of(
                Map.of("username", huge, "password", TestClient.PASSWORD),
                Map.of("username", "bert", "password", huge))) {
            Answer login = client.post("/api/login", given);
            assertThat(login.status()).isEqualTo(401);
            assertThat(login.detail()).isEqualTo("invalid credentials");
        }
        assertThat(limits.keys()).isLessThanOrEqualTo(keys); // some may have been forgotten meanwhile

        Answer name = client.post("/api/register", Map.of("username", huge, "password", TestClient.PASSWORD));
        assertThat(name.status()).isEqualTo(400);
        assertThat(name.detail()).isEqualTo("username must have 2 to 32 characters");
        Answer password = client.post("/api/register", Map.of("username", "bertha", "password", huge));
        assertThat(password.status()).isEqualTo(400);
        assertThat(password.detail()).isEqualTo("password must have at most 256 characters");
    }

    @Test
    void everyBrokenRuleIsNamed() {
        client.withCsrf();
        Answer both = client.post("/api/register", Map.of("username", "a b", "password", "short"));
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.json().path("errors").toString())
                .isEqualTo("[{\"field\":\"username\",\"message\":\"may contain letters, digits, dots, underscores and"
                        + " hyphens only\"},{\"field\":\"password\",\"message\":\"must have at least 8 characters\"}]");

        Answer same = client.post("/api/register", Map.of("username", "longenough", "password", "LongEnough"));
        assertThat(same.detail()).isEqualTo("password must not be the same as the username");
        Answer missing = client.post("/api/register", "{\"password\": null}");
        assertThat(missing.detail()).isEqualTo("username is required; password is required");
        assertThat(client.post("/api/login", "{}").status()).isEqualTo(400);
    }

    @Test
    void whoCannotBeLoggedInHasNotRegistered() {
        jdbc.sql("create function hurt() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'as the test asked'; end $$")
                .update();
        jdbc.sql("create trigger hurt before insert on spring_session execute function hurt()")
                .update();
        try {
            assertThat(client.register("dana").status()).isEqualTo(500);
        } finally {
            jdbc.sql("drop function hurt() cascade").update();
        }
        assertThat(client.register("dana").status()).isEqualTo(201);
    }

    @Test
    void aNameIsTakenInAnyCase() {
        client.register("Dora");
        Answer again = new TestClient(port).register("dORA");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).isEqualTo("this name is taken");
    }

    @Test
    void ofManyWhoRegisterANameAtOnceOneGetsIt() throws Exception {
        int many = 6;
        List<Callable<Integer>> tries = IntStream.range(0, many)
                .mapToObj(i -> (Callable<Integer>)
                        () -> new TestClient(port).register("Erna").status())
                .toList();
        try (var threads = Executors.newFixedThreadPool(many)) {
            List<Integer> statuses = threads.invokeAll(tries).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409);
        }
    }

    @Test
    void loggingInChangesSessionIdAndCsrfToken() {
        client.register("fay");
        String id = sessionId(client);
        TestClient thief = new TestClient(port);
        thief.cookies().put("session", Objects.requireNonNull(client.cookies().get("session")));

        client.withCsrf();
        Answer login = client.login("fay", TestClient.PASSWORD);
        assertThat(sessionId(client)).isNotEqualTo(id);
        assertThat(login.header("X-CSRFToken"))
                .isNotEmpty()
                .isEqualTo(client.get("/api/csrf").header("X-CSRFToken"));
        assertThat(thief.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void anAnonymousTokenIsWorthNothingAfterLoggingIn() {
        client.withCsrf();
        client.post("/api/register", Map.of("username", "gwen", "password", TestClient.PASSWORD));
        assertThat(client.post("/api/logout", "").status()).isEqualTo(403);
    }

    @Test
    void theTokenOfAnotherIsWorthNothing() {
        client.register("hal");
        TestClient other = new TestClient(port);
        other.register("hank");
        String foreign = other.get("/api/csrf").header("X-CSRFToken");
        assertThat(client.header("X-CSRFToken", foreign).post("/api/logout", "").status())
                .isEqualTo(403);
    }

    @Test
    void loggingOutTellsTheSocketsOfThisLoginAlone() {
        client.register("ida");
        long id = client.get("/api/me").json().path("id").asLong();
        new TestClient(port).login("ida", TestClient.PASSWORD);
        TestClient last = new TestClient(port);
        long marker = last.register("ira").json().path("id").asLong();
        RecordingSubscriber sockets = RecordingSubscriber.to(hub, SessionsEnded.TOPIC);

        client.post("/api/logout", "");
        last.post("/api/logout", "");

        assertThat(sockets.until("\"user\":" + marker + ",").stream()
                        .filter(told -> told.contains("\"user\":" + id + ",")))
                .singleElement()
                .asString()
                .matches("\\{\"user\":%d,\"session\":\"[0-9a-f-]{36}\"}".formatted(id));
        assertThat(sessionsOf(id)).isEqualTo(1);
    }

    @Test
    void loggingInAsSomeoneElseEndsTheLoginBefore() {
        client.register("jan");
        long jan = client.get("/api/me").json().path("id").asLong();
        RecordingSubscriber sockets = RecordingSubscriber.to(hub, SessionsEnded.TOPIC);
        client.register("jon");
        assertThat(sockets.until("\"user\":" + jan + ",")).isNotEmpty();
        assertThat(sessionsOf(jan)).isZero();
        assertThat(client.get("/api/me").json().path("username").asString()).isEqualTo("jon");
    }

    @Test
    void theCookieIsHiddenFromScriptsAndOtherSites() {
        client.withCsrf();
        Answer plain = client.post("/api/register", Map.of("username", "kay", "password", TestClient.PASSWORD));
        assertThat(setCookie(plain, "session"))
                .contains("; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=34560000")
                .doesNotContain("; Secure");

        TestClient behindTls = new TestClient(port).header("X-Forwarded-Proto", "https");
        assertThat(setCookie(behindTls.get("/api/csrf"), "__Host-csrf")).contains("; Secure", "; HttpOnly");
        assertThat(setCookie(behindTls.login("kay", TestClient.PASSWORD), "__Host-session"))
                .contains("; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/", "; Max-Age=34560000")
                .doesNotContain("Domain");
    }

    @Test
    void visitorsHaveNoSession() {
        long before = jdbc.sql("select count(*) from spring_session")
                .query(Long.class)
                .single();
        client.withCsrf();
        client.post("/api/login", Map.of("username", "nobody", "password", "wrong horse"));
        assertThat(client.cookies()).doesNotContainKey("session");
        assertThat(jdbc.sql("select count(*) from spring_session")
                        .query(Long.class)
                        .single())
                .isLessThanOrEqualTo(before); // some may have ended meanwhile
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-a-session", "%00", "00000000-0000-0000-0000-000000000000", "' or 1=1"})
    void aStrangeCookieIsNoLogin(String value) {
        client.cookies().put("session", new HttpCookie("session", value));
        assertThat(client.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void aSessionThatCannotBeReadIsNoLogin() {
        client.register("lea");
        String id = sessionId(client);
        jdbc.sql("update spring_session_attributes set attribute_bytes = '\\xaced0005ff00' where session_primary_id ="
                        + " (select primary_id from spring_session where session_id = ?)")
                .param(id)
                .update();
        assertThat(client.get("/api/me").status()).isEqualTo(401);
        assertThat(client.login("lea", TestClient.PASSWORD).status()).isEqualTo(200);
        assertThat(client.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void anUnusedSessionEndsAndAUsedOneIsTouchedOnceAMinute() {
        client.register("mia");
        long id = client.get("/api/me").json().path("id").asLong();
        long created = lastAccess(id);
        client.get("/api/me");
        assertThat(lastAccess(id)).isEqualTo(created);

        age(id, 61_000);
        client.get("/api/me");
        assertThat(lastAccess(id)).isGreaterThanOrEqualTo(created);

        age(id, 31L * 24 * 3600 * 1000);
        assertThat(client.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void aHashMadeWithWeakerMeansIsRenewedAtLogin() {
        client.register("nan");
        String weak = "{argon2id}" + new Argon2PasswordEncoder(16, 32, 1, 1024, 1).encode(TestClient.PASSWORD);
        jdbc.sql("update users set password_hash = ? where username = 'nan'")
                .param(weak)
                .update();
        assertThat(client.login("nan", TestClient.PASSWORD).status()).isEqualTo(200);
        assertThat(jdbc.sql("select password_hash from users where username = 'nan'")
                        .query(String.class)
                        .single())
                .startsWith("{argon2id}$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(client.login("nan", TestClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void theMigrationsHaveRun() {
        assertThat(jdbc.sql("select script from flyway_schema_history where success order by installed_rank")
                        .query(String.class)
                        .list())
                .startsWith("V1__accounts.sql");
    }

    private static String sessionId(TestClient client) {
        return Objects.requireNonNull(client.cookies().get("session")).getValue();
    }

    private static String setCookie(Answer answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .findFirst()
                .orElseThrow();
    }

    private int sessionsOf(long user) {
        return jdbc.sql("select count(*) from spring_session where principal_name = ?")
                .param(Long.toString(user))
                .query(Integer.class)
                .single();
    }

    private long lastAccess(long user) {
        return jdbc.sql("select last_access_time from spring_session where principal_name = ?")
                .param(Long.toString(user))
                .query(Long.class)
                .single();
    }

    private void age(long user, long millis) {
        jdbc.sql("update spring_session set last_access_time = last_access_time - ?,"
                        + " expiry_time = expiry_time - ? where principal_name = ?")
                .params(millis, millis, Long.toString(user))
                .update();
    }
}
