package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Reactions and pins. */
class ReactionsIT extends ChatIT {
    private static final String THUMB = "👍";

    @Test
    void aReactionIsCountedAndAnnounced() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long id = say(alice, room, "Good?").expect(201).id();
        react(alice, id, THUMB).expect(200);

        JsonNode answer = react(bob, id, THUMB).expect(200).body();

        List<Long> both = List.of(alice.id(), bob.id());
        assertThat(answer)
                .isEqualTo(tree(Map.of(
                        "reactions", List.of(Map.of("emoji", THUMB, "count", 2, "user_ids", both, "mine", true)))));
        assertThat(events(room).getLast())
                .isEqualTo(tree(Map.of(
                        "type",
                        "reactions_changed",
                        "body",
                        Map.of(
                                "room",
                                stateOf(room, bob),
                                "message_id",
                                id,
                                "user",
                                shown(bob),
                                "emoji",
                                THUMB,
                                "added",
                                true,
                                "reactions",
                                List.of(Map.of("emoji", THUMB, "count", 2, "user_ids", both))))));
        assertThat(fetched(bob, room, id).get("reactions")).isEqualTo(answer.get("reactions"));
        assertThat(takeBack(bob, id, THUMB).expect(200).body().get("reactions"))
                .isEqualTo(tree(
                        List.of(Map.of("emoji", THUMB, "count", 1, "user_ids", List.of(alice.id()), "mine", false))));
        assertThat(events(room).getLast().get("body").get("added").booleanValue())
                .isFalse();
        assertThat(takeBack(alice, id, THUMB).expect(200).body().get("reactions"))
                .isEmpty();
    }

    @Test
    void theSameReactionAgainChangesNothing() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "once").expect(201).id();

        assertThat(takeBack(alice, id, THUMB).expect(200).body().get("reactions"))
                .isEmpty();
        List<Answer> answers = atOnce(8, () -> react(alice, id, THUMB));

        assertThat(answers.stream().map(Answer::status)).containsOnly(200);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(events(room)).hasSize(3);
        assertThat(atOnce(8, () -> takeBack(alice, id, THUMB)).stream().map(Answer::status))
                .containsOnly(200);
        assertThat(events(room)).hasSize(4);
    }

    @Test
    void theFirstEmojiComesFirstHoweverItIsTyped() throws Exception {
        UserPrincipal alice = user();
        long id = say(alice, room(alice), "hearts").expect(201).id();
        for (String emoji : List.of("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤", "👨‍👩‍👧‍👦", "#️⃣", "❤️")) {
            react(alice, id, emoji).expect(200);
        }

        assertThat(react(alice, id, THUMB).body().get("reactions").values().stream()
                        .map(reaction -> reaction.get("emoji").stringValue()))
                .containsExactly("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "👨‍👩‍👧‍👦", "#️⃣", THUMB);
    }

    @Test
    void theCountsThatAreKeptAreThoseOfTheReactions() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long message = say(alice, room(alice, bob), "hello").expect(201).id();
        String thumb = "/api/messages/" + message + "/reactions/%F0%9F%91%8D";
        for (UserPrincipal someone : List.of(alice, bob, alice)) {
            put(someone, thumb).expect(200);
        }
        assertThat(counts(message)).containsExactly(2);
        delete(alice, thumb).expect(200);
        delete(alice, thumb).expect(200);
        assertThat(counts(message)).containsExactly(1);
        delete(bob, thumb).expect(200);
        assertThat(counts(message)).isEmpty();
        put(bob, thumb).expect(200);
        delete(alice, "/api/messages/" + message).expect(200);
        assertThat(counts(message)).isEmpty();
    }

    private List<Integer> counts(long message) {
        return jdbc.sql("select count from reaction_counts where message_id = ?")
                .param(message)
                .query((row, number) -> row.getInt("count"))
                .list();
    }

    @Test
    void aMessageHasFiftyDifferentEmojiAtTheMost() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long id = say(alice, room, "popular").expect(201).id();
        for (int i = 0; i < 50; i++) {
            react(alice, id, Character.toString(0x1F600 + i)).expect(200);
        }

        assertThat(react(bob, id, THUMB).expect(409).detail())
                .isEqualTo("this message has 50 different emoji, which is the most");
        react(bob, id, "😀").expect(200);
        takeBack(alice, id, "😁").expect(200);
        react(bob, id, THUMB).expect(200);
    }

    @Test
    void onlyMembersReactAndOnlyWithAnEmojiToAStandingText() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "hello").expect(201).id();
        long deleted = say(alice, room, "gone").expect(201).id();
        delete(alice, "/api/messages/" + deleted).expect(200);
        int before = events(room).size();

        react(null, id, THUMB).expect(401);
        takeBack(null, id, THUMB).expect(401);
        react(user(), id, THUMB).expect(404);
        takeBack(user(), id, THUMB).expect(404);
        react(alice, Long.MAX_VALUE, THUMB).expect(404);
        for (String text : List.of("a", "ok", "👍👍", "1", " ", "<b>", "👍".repeat(100))) {
            assertThat(react(alice, id, text)
                            .expect(400)
                            .body()
                            .get("errors")
                            .get(0)
                            .get("field")
                            .stringValue())
                    .isEqualTo("emoji");
            takeBack(alice, id, text).expect(400);
        }
        assertThat(react(alice, deleted, THUMB).expect(409).detail())
                .isEqualTo("system messages and deleted ones cannot be reacted to");
        takeBack(alice, deleted, THUMB).expect(200);
        assertThat(events(room)).hasSize(before);
    }

    @Test
    void aPinnedMessageIsKeptAtHandAndAnnounced() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long first = say(alice, room, "first").expect(201).id();
        long second = say(alice, room, "second").expect(201).id();
        pin(alice, second).expect(200);

        JsonNode pinned = pin(bob, first).expect(200).body();

        assertThat(pinned.get("pinned_at").isNull()).isFalse();
        assertThat(pinned.get("room")).isEqualTo(stateOf(room, bob));
        assertThat(events(room).getLast()).isEqualTo(tree(Map.of("type", "message_pinned", "body", pinned)));
        assertThat(fetched(bob, room, first)).isEqualTo(pinned);
        Answer pins = get(alice, "/api/rooms/" + room + "/pins").expect(200);
        assertThat(pins.body().propertyNames()).containsExactly("results");
        assertThat(ids(pins)).containsExactly(first, second);
        assertThat(results(pins).getFirst()).isEqualTo(pinned);
        JsonNode unpinned = unpin(alice, first).expect(200).body();
        assertThat(unpinned.get("pinned_at").isNull()).isTrue();
        assertThat(events(room).getLast()).isEqualTo(tree(Map.of("type", "message_unpinned", "body", unpinned)));
        assertThat(ids(get(alice, "/api/rooms/" + room + "/pins"))).containsExactly(second);
    }

    @Test
    void pinningAgainChangesNothing() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "once").expect(201).id();

        List<Answer> answers = atOnce(8, () -> pin(alice, id));

        assertThat(answers.stream().map(Answer::status)).containsOnly(200);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(events(room)).hasSize(3);
        assertThat(atOnce(8, () -> unpin(alice, id)).stream().map(Answer::status))
                .containsOnly(200);
        assertThat(events(room)).hasSize(4);
    }

    @Test
    void aRoomHasAHundredPinsAtTheMost() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            ids.add(say(alice, room, "message " + i).expect(201).id());
        }
        jdbc.sql("update messages set pinned_at = now() + interval '1 hour' where room_id = ? and id <= ?")
                .params(room, ids.get(98))
                .update();

        pin(alice, ids.get(99)).expect(200);

        assertThat(ids(get(alice, "/api/rooms/" + room + "/pins"))).hasSize(100).startsWith(ids.get(99));
        assertThat(pin(alice, ids.get(100)).expect(409).detail())
                .isEqualTo("this room has 100 pinned messages, which is the most: unpin one first");
        pin(alice, ids.get(0)).expect(200);
        unpin(alice, ids.get(0)).expect(200);
        pin(alice, ids.get(100)).expect(200);
    }

    @Test
    void onlyMembersPinAndOnlyStandingTexts() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "hello").expect(201).id();
        long deleted = say(alice, room, "gone").expect(201).id();
        delete(alice, "/api/messages/" + deleted).expect(200);
        int before = events(room).size();

        pin(null, id).expect(401);
        unpin(null, id).expect(401);
        get(null, "/api/rooms/" + room + "/pins").expect(401);
        pin(user(), id).expect(404);
        unpin(user(), id).expect(404);
        get(user(), "/api/rooms/" + room + "/pins").expect(404);
        pin(alice, Long.MAX_VALUE).expect(404);
        pin(alice, deleted).expect(409);
        unpin(alice, deleted).expect(200);
        assertThat(events(room)).hasSize(before);
    }

    private Answer react(@Nullable UserPrincipal user, long id, String emoji) throws Exception {
        return put(user, reaction(id, emoji));
    }

    private Answer takeBack(@Nullable UserPrincipal user, long id, String emoji) throws Exception {
        return delete(user, reaction(id, emoji));
    }

    private Answer pin(@Nullable UserPrincipal user, long id) throws Exception {
        return put(user, "/api/messages/" + id + "/pin");
    }

    private Answer unpin(@Nullable UserPrincipal user, long id) throws Exception {
        return delete(user, "/api/messages/" + id + "/pin");
    }

    private static String reaction(long id, String emoji) {
        String encoded = URLEncoder.encode(emoji, StandardCharsets.UTF_8).replace("+", "%20");
        return "/api/messages/" + id + "/reactions/" + encoded;
    }
}
