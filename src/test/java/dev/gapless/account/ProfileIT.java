package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.GaplessTest;
import dev.gapless.RecordingSubscriber;
import dev.gapless.TestClient;
import dev.gapless.TestClient.Answer;
import dev.gapless.TestDatabase;
import dev.gapless.hub.Hub;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How people show themselves, and how others find them. */
@GaplessTest
class ProfileIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    @LocalServerPort
    int port;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Profiles profiles;

    @Autowired
    Hub hub;

    @Test
    void aNameIsShownEverywhereUntilItIsTakenBack() {
        TestClient ada = new TestClient(port);
        JsonNode before = ada.register("profile-ada").json();
        Answer named = ada.send("PATCH", "/api/me", Map.of("display_name", "  Ada Lovelace "));
        assertThat(named.status()).isEqualTo(200);
        assertThat(named.json()).isEqualTo(((ObjectNode) before.deepCopy()).put("display_name", "Ada Lovelace"));
        assertThat(ada.get("/api/me").json()).isEqualTo(named.json());

        assertThat(ada.send("PATCH", "/api/me", "{}").json()).isEqualTo(named.json());
        assertThat(ada.send("PATCH", "/api/me", "{\"display_name\":null}").json())
                .isEqualTo(before);
        ada.send("PATCH", "/api/me", Map.of("display_name", "Ada"));
        assertThat(ada.send("PATCH", "/api/me", "{\"display_name\":\" \"}").json())
                .isEqualTo(before);
    }

    @Test
    void aUserIsToldInThisForm() {
        TestClient client = new TestClient(port);
        Answer registered = client.register("profile-form");
        long id = registered.json().path("id").asLong();
        String expected =
                "{\"id\":%d,\"username\":\"profile-form\",\"display_name\":\"profile-form\",\"avatar_url\":null}"
                        .formatted(id);
        assertThat(registered.body()).isEqualTo(expected);
        assertThat(client.login("profile-form", TestClient.PASSWORD).body()).isEqualTo(expected);
        assertThat(client.get("/api/me").body()).isEqualTo(expected);
        assertThat(client.get("/api/users/" + id).body())
                .matches(expected.substring(0, expected.length() - 1).replaceAll("[{}]", "\\\\$0")
                        + ",\"created_at\":\"[-0-9T:]+\\.[0-9]{6}Z\",\"online\":false,\"last_seen_at\":null}");
    }

    @Test
    void aNameThatBreaksARuleIsRefused() {
        TestClient client = new TestClient(port);
        client.register("profile-rules");
        Answer answer = client.send("PATCH", "/api/me", Map.of("display_name", "x".repeat(61)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").toString())
                .isEqualTo("[{\"field\":\"display_name\",\"message\":\"must have at most 60 characters\"}]");
        assertThat(client.send("PATCH", "/api/me", "{\"display_name\":5}").status())
                .isEqualTo(400);
        assertThat(client.send("PATCH", "/api/me", Map.of("display_name", "a\u202eb"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void everybodyInARoomHearsOfAChangeOnceAndNobodyElse() throws Exception {
        TestClient ann = new TestClient(port);
        TestClient ben = new TestClient(port);
        TestClient stranger = new TestClient(port);
        long annId = ann.register("profile-ann").json().path("id").asLong();
        long benId = ben.register("profile-ben").json().path("id").asLong();
        long strangerId =
                stranger.register("profile-stranger").json().path("id").asLong();
        for (String name : List.of("profile one", "profile two")) {
            long room = ann.post("/api/rooms", Map.of("name", name))
                    .json()
                    .path("id")
                    .asLong();
            assertThat(ben.post("/api/rooms/" + room + "/join", "").status()).isEqualTo(200);
            ann.post("/api/rooms/" + room + "/messages", Map.of("content", "hello"));
        }
        JsonNode before = ben.get("/api/rooms").json();
        RecordingSubscriber ofAnn = RecordingSubscriber.to(hub, "personal:" + annId);
        RecordingSubscriber ofBen = RecordingSubscriber.to(hub, "personal:" + benId);
        RecordingSubscriber ofStranger = RecordingSubscriber.to(hub, "personal:" + strangerId);

        JsonNode now =
                ann.send("PATCH", "/api/me", Map.of("display_name", "Ann")).json();
        ann.send("PATCH", "/api/me", Map.of("display_name", "Ann"));
        ann.send("PATCH", "/api/me", Map.of("display_name", "the last"));
        stranger.send("PATCH", "/api/me", Map.of("display_name", "Nobody"));

        for (RecordingSubscriber heard : List.of(ofAnn, ofBen)) {
            // What happened before may still have been on its way.
            List<String> changes = heard.until("the last").stream()
                    .filter(event -> event.contains("profile_changed"))
                    .toList();
            assertThat(changes).hasSize(2);
            assertThat(JSON.readTree(changes.getFirst()))
                    .isEqualTo(JSON.readTree("{\"type\":\"profile_changed\",\"body\":{\"user\":" + now + "}}"));
        }
        assertThat(ofStranger.until("Nobody")).hasSize(1);

        JsonNode user = ann.get("/api/me").json();
        assertThat(withUser(before, user)).isEqualTo(ben.get("/api/rooms").json());
    }

    /** What a client does about the event: the user is another wherever it stands. */
    private static JsonNode withUser(JsonNode node, JsonNode user) {
        if (node.has("username") && node.get("id").equals(user.get("id"))) {
            return user;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode changed = JSON.createObjectNode();
            object.properties().forEach(field -> changed.set(field.getKey(), withUser(field.getValue(), user)));
            return changed;
        }
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.values().forEach(element -> elements.add(withUser(element, user)));
            return JSON.createArrayNode().addAll(elements);
        }
        return node;
    }

    @Test
    void aPictureIsShownUnderANameOfItsOwnUntilItIsTakenBack() throws Exception {
        TestClient pia = new TestClient(port);
        long id = pia.register("profile-pia").json().path("id").asLong();
        RecordingSubscriber heard = RecordingSubscriber.to(hub, "personal:" + id);
        assertThat(pia.get("/api/users/" + id + "/avatar").status()).isEqualTo(404);

        Answer shown = picture(pia, png(400), "image/png");
        assertThat(shown.status()).as(shown.body()).isEqualTo(200);
        String url = shown.json().path("avatar_url").asString();
        assertThat(url).matches("/api/users/" + id + "/avatar\\?v=[0-9a-f]{32}");
        assertThat(pia.get("/api/me").json()).isEqualTo(shown.json());
        heard.until(url);
        picture(pia, png(400), "image/jpeg");

        TestClient other = new TestClient(port);
        other.register("profile-other");
        Answer answer = other.get(url);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=31536000, private, immutable");
        assertThat(other.get("/api/users/" + id + "/avatar?v=old").header("Cache-Control"))
                .isEqualTo("no-cache, private");
        other.header("If-None-Match", answer.header("ETag"));
        assertThat(other.get(url).status()).isEqualTo(304);

        assertThat(pia.send("DELETE", "/api/me/avatar", "")
                        .json()
                        .path("avatar_url")
                        .isNull())
                .isTrue();
        assertThat(pia.send("DELETE", "/api/me/avatar", "").status()).isEqualTo(200);
        assertThat(pia.get(url).status()).isEqualTo(404);
        pia.send("PATCH", "/api/me", Map.of("display_name", "done"));
        assertThat(heard.until("done")).hasSize(3);
    }

    @Test
    void whatIsNoPictureIsRefusedWithTheReason() throws Exception {
        TestClient client = new TestClient(port);
        client.register("profile-wrong");
        assertThat(picture(client, "<svg/>".getBytes(StandardCharsets.UTF_8), "image/svg+xml")
                        .status())
                .isEqualTo(415);
        assertThat(picture(client, "<svg/>".getBytes(StandardCharsets.UTF_8), "image/png")
                        .status())
                .isEqualTo(415);
        assertThat(client.send("PUT", "/api/me/avatar", "{}").status()).isEqualTo(415);
        byte[] broken = png(100);
        broken[20] = 1; // a width that is not what the checksum is of
        Arrays.fill(broken, 33, broken.length, (byte) 7);
        assertThat(picture(client, broken, "image/png").status()).isBetween(400, 413);
        assertThat(client.get("/api/me").json().path("avatar_url").isNull()).isTrue();
    }

    @Test
    void aPictureMayBeLongerThanOtherBodiesButNotAnyLength() throws Exception {
        TestClient client = new TestClient(port);
        client.register("profile-long");
        byte[] allowed = Arrays.copyOf(png(100), 5 << 20);
        byte[] tooLong = Arrays.copyOf(allowed, allowed.length + 1);
        assertThat(picture(client, allowed, "image/png").status()).isEqualTo(200);
        assertThat(picture(client, tooLong, "image/png").status()).isEqualTo(413);
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong));
        Answer answer = client.send("PUT", "/api/me/avatar", chunked, "image/png");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.detail()).isEqualTo("the body may have at most 5242880 bytes");
    }

    @Test
    void peopleAreFoundByAnyWordOfTheirNamesPageByPage() {
        TestClient client = new TestClient(port);
        List<String> names = List.of("Quentin.Zabel", "zabelina", "azabel", "quirin", "quasi_zabel");
        Map<String, JsonNode> users = new HashMap<>();
        names.forEach(name -> {
            TestClient person = new TestClient(port);
            person.register(name);
            if (name.equals("quirin")) {
                person.send("PATCH", "/api/me", Map.of("display_name", "Zabel, ZABELLA"));
            }
            users.put(name, person.get("/api/me").json());
        });
        client.register("profile-seeker");

        assertThat(found(client, "/api/users?q=zabel&limit=2"))
                .containsExactlyInAnyOrder(
                        users.get("Quentin.Zabel"),
                        users.get("zabelina"),
                        users.get("quirin"),
                        users.get("quasi_zabel"));
        assertThat(found(client, "/api/users?q=quentin.z")).containsExactly(users.get("Quentin.Zabel"));
        assertThat(found(client, "/api/users?q=ZABEL,%20zab&limit=1")).containsExactly(users.get("quirin"));
        assertThat(found(client, "/api/users?q=nobody%25_")).isEmpty();
        assertThat(client.get("/api/users").json().path("results").size()).isGreaterThan(4);

        for (String wrong : List.of("limit=0", "limit=101", "limit=x", "cursor=x", "cursor=-", "q=" + "x".repeat(61))) {
            assertThat(client.get("/api/users?" + wrong).status()).as(wrong).isEqualTo(400);
        }
        assertThat(client.get("/api/users/0").status()).isEqualTo(404);
        assertThat(client.get("/api/users/x").status()).isEqualTo(400);
        assertThat(client.get("/api/users/0/avatar").status()).isEqualTo(404);
    }

    private static List<JsonNode> found(TestClient client, String first) {
        List<JsonNode> found = new ArrayList<>();
        for (String next = first; next != null; ) {
            Answer page = client.get(next);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().path("results").values().forEach(found::add);
            next = page.json().path("next").isNull()
                    ? null
                    : page.json().path("next").asString();
        }
        return found;
    }

    @Test
    void peopleAreSearchedForInTheOrderOfTheIndex() {
        transactions.executeWithoutResult(status -> {
            jdbc.execute("""
                    insert into users (username, username_key, password_hash, created_at)
                    select 'plan' || n, 'plan' || n, '-', now() from generate_series(1, 5000) n
                    """);
            jdbc.execute("insert into name_words select username_key, id from users where username_key like 'plan%'");
            jdbc.execute("analyze users, name_words");
            String plan = String.join(
                    "\n",
                    jdbc.queryForList(
                            "explain "
                                    + NameWords.SEARCH
                                            .replace(":from", "'plan'")
                                            .replace(":to", "'plao'")
                                            .replace(":word", "''")
                                            .replace(":user", "0")
                                            .replace(":limit", "101"),
                            String.class));
            assertThat(plan)
                    .contains("name_words_pkey", "name_words_user_id", "users_pkey")
                    .doesNotContain("Seq Scan", "Sort");
            status.setRollbackOnly();
        });
    }

    @Test
    void aNameOrPictureIsChangedOnlyAFewTimesInARow() throws Exception {
        TestClient client = new TestClient(port);
        client.register("profile-restless");
        for (int i = 1; i <= 10; i++) {
            assertThat(client.send("PATCH", "/api/me", Map.of("display_name", "Name " + i))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(client.send("PATCH", "/api/me", Map.of("display_name", "Name 10"))
                        .status())
                .as("nothing changes")
                .isEqualTo(200);
        Answer refused = client.send("PATCH", "/api/me", Map.of("display_name", "Name 11"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(picture(client, png(100), "image/png").status()).isEqualTo(429);
        assertThat(client.get("/api/me").json().path("display_name").asString()).isEqualTo("Name 10");
        assertThat(client.get("/api/me").json().path("avatar_url").isNull()).isTrue();
    }

    @Test
    void aPictureThatIsTakenAwayWhileAnotherComesIsThereOrNot() throws Exception {
        TestClient client = new TestClient(port);
        JsonNode user = client.register("profile-both").json();
        UserPrincipal principal = new UserPrincipal(user.path("id").asLong(), "profile-both", "session");
        Avatar picture = Avatar.of(Avatar.PNG, png(256));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> hiding = transactions.execute(status -> {
                jdbc.execute("lock table avatars"); // which stops whoever is taking one away
                Future<?> begun = other.submit(() -> profiles.hide(principal));
                await().until(() -> begun.isDone() || somebodyWaits());
                profiles.show(principal, picture);
                return begun;
            });
            hiding.get();
        }
        String url = client.get("/api/me").json().path("avatar_url").asString();
        assertThat(url).isNotEmpty();
        assertThat(client.get(url).status()).isEqualTo(200);
    }

    private boolean somebodyWaits() {
        return Boolean.TRUE.equals(jdbc.queryForObject(TestDatabase.SOMEBODY_WAITS, Boolean.class));
    }

    private static Answer picture(TestClient client, byte[] file, String type) {
        return client.send("PUT", "/api/me/avatar", BodyPublishers.ofByteArray(file), type);
    }

    private static byte[] png(int side) throws Exception {
        return PicturesTest.encode(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png");
    }
}
