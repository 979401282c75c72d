package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SearchIT extends ChatIT {

    @Test
    void aMessageIsFoundByItsWordsAndShownWithItsRoom() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        String name = roomName();
        long room = post(alice, "/api/rooms", Map.of("name", name)).expect(201).id();
        post(bob, "/api/rooms/" + room + "/join").expect(200);
        long id = say(bob, room, "The <b>quick</b> brown fox & co").expect(201).id();
        say(bob, room, "quick is not enough").expect(201);

        Answer answer = search(alice, "BROWN qui").expect(200);

        assertThat(answer.body())
                .isEqualTo(tree(nullable(
                        "next",
                        null,
                        "results",
                        List.of(Map.of(
                                "message", fetched(alice, room, id),
                                "room", Map.of("id", room, "name", name, "kind", "public"),
                                "excerpt",
                                        List.of(
                                                Map.of("text", "The <b>", "hit", false),
                                                Map.of("text", "quick", "hit", true),
                                                Map.of("text", "</b> ", "hit", false),
                                                Map.of("text", "brown", "hit", true),
                                                Map.of("text", " fox & co", "hit", false)))))));
    }

    @Test
    void wordsAreFoundHoweverTheyAreWritten() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "ÄPFEL and/or Straßenbahn, List<String>, 李雷 \"to be\" it's foo-bar ИВАН")
                .expect(201)
                .id();
        say(alice, room, "be to").expect(201);

        for (String query : List.of(
                "äpfel",
                "äpf",
                "or",
                "straßen",
                "string",
                "李",
                "\"to be\"",
                "it's",
                "foo-bar",
                "bar",
                "foo",
                "иван",
                "string -nothing",
                "and/or")) {
            assertThat(found(search(alice, query))).as(query).containsExactly(id);
        }
        for (String query : List.of("pfel", "\"be it to\"", "äpfel -list", "äpf list\"", "äpfel banana")) {
            assertThat(found(search(alice, query))).as(query).doesNotContain(id).isEmpty();
        }
    }

    @Test
    void onlyTextsOfMyRoomsAreFoundAndNeitherDeletedNorSystemMessages() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long mine = room(alice, bob);
        long other = room(bob);
        long left = room(bob, alice);
        String word = "needle" + mine;
        long kept = say(bob, mine, word).expect(201).id();
        delete(bob, "/api/messages/" + say(bob, mine, word).id()).expect(200);
        patch(bob, "/api/messages/" + say(bob, mine, word).id(), Map.of("content", "changed"))
                .expect(200);
        say(bob, other, word).expect(201);
        say(bob, left, word).expect(201);
        post(alice, "/api/rooms/" + left + "/leave").expect(200);
        jdbc.sql("""
                        insert into messages (room_id, author_id, kind, content, version, created_at)
                        values (?, ?, 'system', ?, 1, now())
                        """).params(mine, bob.id(), word).update();

        assertThat(found(search(alice, word))).containsExactly(kept);
        assertThat(found(search(bob, word))).hasSize(3);
        assertThat(found(get(bob, path(word) + "&room_id=" + other))).hasSize(1);
        assertThat(get(alice, path(word) + "&room_id=" + other).expect(404).detail())
                .isEqualTo("no such room");
        get(alice, path(word) + "&room_id=" + left).expect(404);
        jdbc.sql("update rooms set deleted_at = now() where id = ?").param(mine).update();
        assertThat(found(search(alice, word))).isEmpty();
        get(alice, path(word) + "&room_id=" + mine).expect(404);
    }

    @Test
    void pagesOfAnySizeMeetEachMessageOnceNewestFirst() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long one = room(alice, bob);
        long other = room(alice, bob);
        String word = "page" + one;
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(say(i % 5 == 0 ? bob : alice, i % 2 == 0 ? one : other, word + " " + i)
                    .expect(201)
                    .id());
        }

        for (int size : List.of(1, 7, 24, 25, 100)) {
            assertThat(walk(alice, path(word) + "&limit=" + size)).isEqualTo(all.reversed());
        }
        assertThat(walk(alice, path(word) + "&limit=2&user_id=" + bob.id())).hasSize(5);
        assertThat(walk(alice, path(word) + "&limit=2&room_id=" + one)).hasSize(13);
        assertThat(walk(alice, path(word) + "&limit=2&user_id=" + bob.id() + "&room_id=" + one))
                .containsExactly(all.get(20), all.get(10), all.get(0));
        assertThat(found(get(alice, path(word) + "&before=" + all.get(3)))).hasSize(3);
    }

    @Test
    void whatIsOlderThanTheWalkIsFoundByTheIndex() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        String word = "ancient" + room;
        long first = say(alice, room, word + " one").expect(201).id();
        jdbc.sql("""
                        insert into messages (room_id, author_id, content, version, created_at)
                        select ?, ?, 'noise', 1, now() from generate_series(1, 10100)
                        """).params(room, alice.id()).update();
        long second = say(alice, room, word + " two").expect(201).id();

        assertThat(walk(alice, path(word) + "&limit=1")).containsExactly(second, first);
        assertThat(walk(alice, path(word) + "&limit=1&room_id=" + room)).containsExactly(second, first);
    }

    @Test
    void aLongTextIsShownInParts() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        String word = "treasure" + room;
        say(alice, room, "blah ".repeat(900) + word + " blah".repeat(900)).expect(201);

        List<JsonNode> excerpt = results(search(alice, word)).getFirst().get("excerpt").values().stream()
                .toList();

        assertThat(excerpt.stream().filter(piece -> piece.get("hit").booleanValue()))
                .singleElement()
                .satisfies(piece -> assertThat(piece.get("text").stringValue()).isEqualTo(word));
        assertThat(excerpt.stream()
                        .map(piece -> piece.get("text").stringValue())
                        .collect(Collectors.joining()))
                .hasSizeBetween(50, 500);
    }

    @Test
    void malformedSearchesAreRefused() throws Exception {
        UserPrincipal alice = user();
        get(null, path("x")).expect(401);
        get(alice, "/api/search/messages").expect(400);
        for (String query : List.of("", "  ", "-x", "\"\"", "x".repeat(201))) {
            assertThat(get(
                                    alice,
                                    "/api/search/messages?q="
                                            + query.replace(" ", "%20").replace("\"", "%22"))
                            .expect(400)
                            .body()
                            .get("errors")
                            .get(0)
                            .get("field")
                            .stringValue())
                    .isEqualTo("q");
        }
        for (String rest : List.of("limit=0", "limit=101", "before=x", "room_id=x", "user_id=x")) {
            get(alice, path("x") + "&" + rest).expect(400);
        }
        for (String query : List.of("'", "\\ x", "x' | 'y", ":*", "x:*", "((x", "!x &", "🚲 x", "x\u0007")) {
            int status = search(alice, query).status();
            assertThat(status).as(query).isIn(200, 400);
        }
        get(alice, path("x") + "&room_id=" + Long.MAX_VALUE).expect(404);
        assertThat(found(get(alice, path("x") + "&before=-1&user_id=0"))).isEmpty();
    }

    private Answer search(UserPrincipal user, String query) throws Exception {
        return get(user, path(query));
    }

    private static String path(String query) {
        return "/api/search/messages?q="
                + URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private List<Long> walk(UserPrincipal user, String path) throws Exception {
        List<Long> met = new ArrayList<>();
        for (JsonNode next = json.valueToTree(path); !next.isNull(); ) {
            Answer page = get(user, next.stringValue());
            met.addAll(found(page));
            next = page.body().get("next");
        }
        return met;
    }

    private static List<Long> found(Answer page) {
        page.expect(200);
        return results(page).stream()
                .map(result -> result.get("message").get("id").longValue())
                .toList();
    }
}
