package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replies, mentions, edits and deletions. */
class MessageChangesIT extends ChatIT {

    @Test
    void aReplyShowsWhatItAnswers() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long question = say(alice, room, "Lunch?").expect(201).id();

        JsonNode reply = reply(bob, room, question, "Yes!").expect(201).body();

        assertThat(reply.get("reply_to"))
                .isEqualTo(
                        tree(nullable("id", question, "content", "Lunch?", "user", shown(alice), "deleted_at", null)));
        assertThat(last(room)).isEqualTo(tree(Map.of("type", "message_added", "body", reply)));
        assertThat(fetched(alice, room, reply.get("id").longValue())).isEqualTo(reply);
        assertThat(reply(bob, room, null, "No")
                        .expect(201)
                        .body()
                        .get("reply_to")
                        .isNull())
                .isTrue();
    }

    @Test
    void onlyStandingTextsOfTheSameRoomCanBeRepliedTo() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long deleted = say(alice, room, "gone").expect(201).id();
        delete(alice, "/api/messages/" + deleted).expect(200);
        long system = systemMessage(room, alice);
        long elsewhere = say(alice, room(alice), "elsewhere").expect(201).id();
        int before = events(room).size();

        for (long id : List.of(elsewhere, Long.MAX_VALUE, 0L, -1L)) {
            assertThat(reply(alice, room, id, "?").expect(404).detail()).isEqualTo("no such message in this room");
        }
        for (long id : List.of(deleted, system)) {
            assertThat(reply(alice, room, id, "?").expect(409).detail())
                    .isEqualTo("system messages and deleted ones cannot be replied to");
        }
        postText(alice, "/api/rooms/" + room + "/messages", "{\"content\":\"x\",\"reply_to\":\"x\"}")
                .expect(400);
        assertThat(events(room)).hasSize(before);
    }

    @Test
    void membersAreMentionedByName() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal stranger = user();
        UserPrincipal dotted = named(bob.username() + ".");
        long room = room(alice, bob, dotted);
        String name = bob.username().toUpperCase(Locale.ROOT);

        JsonNode message = say(alice, room, "@" + name + "! @" + stranger.username() + " @nobody `@room`")
                .expect(201)
                .body();

        assertThat(message.get("mentions")).isEqualTo(tree(List.of(bob.id())));
        assertThat(message.get("mentions_room").booleanValue()).isFalse();
        assertThat(last(room).get("body")).isEqualTo(message);
        assertThat(fetched(bob, room, message.get("id").longValue())).isEqualTo(message);
        assertThat(say(alice, room, "It was @" + bob.username() + ". Not @" + bob.username() + "..")
                        .body()
                        .get("mentions"))
                .isEqualTo(tree(List.of(dotted.id())));
        assertThat(say(alice, room, "It was @" + bob.username() + "-").body().get("mentions"))
                .isEqualTo(tree(List.of(bob.id())));
    }

    @Test
    void everybodyIsMentionedAtOnce() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        JsonNode message = say(alice, room, "@all, this is @" + bob.username() + " and @" + alice.username())
                .expect(201)
                .body();

        assertThat(message.get("mentions_room").booleanValue()).isTrue();
        assertThat(message.get("mentions")).isEqualTo(tree(List.of(alice.id(), bob.id())));
        JsonNode seen = get(bob, "/api/rooms/" + room).body();
        assertThat(seen.get("mention_count").intValue()).isEqualTo(1);
        assertThat(seen.get("unread_mentions")).isEqualTo(tree(List.of(message.get("id"))));
        delete(alice, "/api/messages/" + message.get("id").longValue()).expect(200);
        assertThat(get(bob, "/api/rooms/" + room).body().get("mention_count").intValue())
                .isZero();
    }

    @Test
    void anEditReplacesTheTextAndWhomItMentions() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob, carol);
        JsonNode posted = say(alice, room, "Hello @" + bob.username() + " @room")
                .expect(201)
                .body();
        long id = posted.get("id").longValue();
        String text = " Hello @" + carol.username() + "\n";

        JsonNode edited = edit(alice, id, text).expect(200).body();

        JsonNode expected = tree(with(
                posted,
                "content",
                text,
                "room",
                stateOf(room, alice),
                "edited_at",
                edited.get("edited_at"),
                "mentions",
                List.of(carol.id()),
                "mentions_room",
                false));
        assertThat(edited).isEqualTo(expected);
        assertThat(edited.get("edited_at").stringValue())
                .isGreaterThanOrEqualTo(posted.get("created_at").stringValue());
        assertThat(version(edited)).isEqualTo(version(posted) + 1);
        assertThat(edited.get("room").get("bumped_at"))
                .isEqualTo(posted.get("room").get("bumped_at"));
        assertThat(last(room)).isEqualTo(tree(Map.of("type", "message_edited", "body", edited)));
        assertThat(fetched(bob, room, id)).isEqualTo(edited);
        JsonNode seen = get(bob, "/api/rooms/" + room).body();
        assertThat(seen.get("last_message").get("content").stringValue()).isEqualTo(text);
        assertThat(seen.get("mention_count").intValue()).isZero();
        assertThat(get(carol, "/api/rooms/" + room).body().get("mention_count").intValue())
                .isEqualTo(1);
    }

    @Test
    void theSameTextAgainChangesNothing() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        JsonNode posted = say(alice, room, "as it was").expect(201).body();

        assertThat(edit(alice, posted.get("id").longValue(), "as it was")
                        .expect(200)
                        .body())
                .isEqualTo(posted);
        assertThat(last(room).get("type").stringValue()).isEqualTo("message_added");
    }

    @Test
    void onlyItsAuthorEditsAMessage() throws Exception {
        UserPrincipal owner = user();
        UserPrincipal bob = user();
        UserPrincipal stranger = user();
        long room = room(owner, bob);
        long id = say(bob, room, "mine").expect(201).id();
        int before = events(room).size();

        edit(null, id, "x").expect(401);
        assertThat(edit(stranger, id, "x").expect(404).detail()).isEqualTo("no such message");
        assertThat(edit(stranger, Long.MAX_VALUE, "x").expect(404).detail()).isEqualTo("no such message");
        assertThat(edit(owner, id, "x").expect(403).detail()).isEqualTo("only its author may edit a message");
        for (String text : List.of("", " \n", "a\u0000", "x".repeat(10_001))) {
            assertThat(edit(bob, id, text)
                            .expect(400)
                            .body()
                            .get("errors")
                            .get(0)
                            .get("field")
                            .stringValue())
                    .isEqualTo("content");
        }
        patch(bob, "/api/messages/" + id, Map.of()).expect(400);
        patch(bob, "/api/messages/x", Map.of("content", "x")).expect(400);
        edit(bob, systemMessage(room, bob), "x").expect(409);
        delete(bob, "/api/messages/" + systemMessage(room, bob)).expect(409);
        post(bob, "/api/rooms/" + room + "/leave").expect(200);
        edit(bob, id, "x").expect(404);
        assertThat(events(room)).hasSize(before + 1);
    }

    @Test
    void aDeletedMessageKeepsNothingButItsPlace() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long first = say(alice, room, "first").expect(201).id();
        JsonNode posted = reply(alice, room, first, "Secret @" + bob.username() + " @all")
                .expect(201)
                .body();
        long id = posted.get("id").longValue();
        put(bob, "/api/messages/" + id + "/reactions/%F0%9F%91%8D").expect(200);
        put(bob, "/api/messages/" + id + "/pin").expect(200);
        long answer = reply(bob, room, id, "I see").expect(201).id();

        JsonNode deleted = delete(alice, "/api/messages/" + id).expect(200).body();

        assertThat(deleted)
                .isEqualTo(tree(with(
                        posted,
                        "content",
                        "",
                        "room",
                        stateOf(room, alice),
                        "deleted_at",
                        deleted.get("deleted_at"),
                        "mentions",
                        List.of(),
                        "mentions_room",
                        false)));
        assertThat(deleted.get("deleted_at").isNull()).isFalse();
        assertThat(last(room)).isEqualTo(tree(Map.of("type", "message_deleted", "body", deleted)));
        assertThat(fetched(bob, room, id)).isEqualTo(deleted);
        JsonNode quote = fetched(bob, room, answer).get("reply_to");
        assertThat(quote.get("content").stringValue()).isEmpty();
        assertThat(quote.get("deleted_at")).isEqualTo(deleted.get("deleted_at"));
        assertThat(results(get(bob, "/api/rooms/" + room + "/pins"))).isEmpty();
        assertThat(jdbc.sql("select content || words::text from messages where id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEmpty();
        assertThat(jdbc.sql("""
                        select (select count(*) from mentions where message_id = :id)
                             + (select count(*) from reactions where message_id = :id)
                        """).param("id", id).query(Long.class).single()).isZero();
    }

    @Test
    void deletingAgainChangesNothing() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "once").expect(201).id();

        List<Answer> answers = atOnce(8, () -> delete(alice, "/api/messages/" + id));

        assertThat(answers.stream().map(Answer::status)).containsOnly(200);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(events(room)).hasSize(3);
        edit(alice, id, "back").expect(409);
    }

    @Test
    void itsAuthorTheOwnerAndAdminsDeleteAMessage() throws Exception {
        UserPrincipal owner = user();
        UserPrincipal admin = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(owner, admin, bob, carol);
        jdbc.sql("update members set role = 'admin' where room_id = ? and user_id = ?")
                .params(room, admin.id())
                .update();
        long id = say(bob, room, "one").expect(201).id();

        delete(null, "/api/messages/" + id).expect(401);
        delete(user(), "/api/messages/" + id).expect(404);
        delete(carol, "/api/messages/" + id).expect(403);
        delete(bob, "/api/messages/" + id).expect(200);
        delete(carol, "/api/messages/" + id).expect(403);
        delete(admin, "/api/messages/" + say(owner, room, "two").id()).expect(200);
        delete(owner, "/api/messages/" + say(admin, room, "three").id()).expect(200);
        delete(owner, "/api/messages/" + Long.MAX_VALUE).expect(404);
    }

    @Test
    void inDirectRoomsOnlyItsAuthorDeletesAMessage() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        jdbc.sql("update rooms set kind = 'direct', direct_low = ?, direct_high = ? where id = ?")
                .params(alice.id(), bob.id(), room)
                .update();
        long id = say(bob, room, "between us").expect(201).id();

        delete(alice, "/api/messages/" + id).expect(403);
        delete(bob, "/api/messages/" + id).expect(200);
    }

    @Test
    void editsAndDeletionsAtOnceStandInOneLine() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        long id = say(alice, room, "begin").expect(201).id();
        AtomicInteger turn = new AtomicInteger();

        atOnce(
                12,
                () -> turn.getAndIncrement() % 4 == 3
                        ? delete(alice, "/api/messages/" + id)
                        : edit(alice, id, "text " + turn.get()));

        List<JsonNode> events = events(room);
        assertThat(events.stream().map(event -> version(event.get("body"))))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events.getLast().get("type").stringValue()).isEqualTo("message_deleted");
        assertThat(events.getLast().get("body")).isEqualTo(fetched(alice, room, id));
        assertThat(get(alice, "/api/rooms/" + room).body().get("version").intValue())
                .isEqualTo(events.size());
    }

    private Answer reply(UserPrincipal author, long room, @Nullable Long to, String text) throws Exception {
        return post(author, "/api/rooms/" + room + "/messages", nullable("content", text, "reply_to", to));
    }

    private Answer edit(@Nullable UserPrincipal user, long id, String text) throws Exception {
        return patch(user, "/api/messages/" + id, Map.of("content", text));
    }

    private long systemMessage(long room, UserPrincipal author) {
        return jdbc.sql("""
                        insert into messages (room_id, author_id, kind, content, version, created_at)
                        values (?, ?, 'system', 'something happened', 1, now()) returning id
                        """).params(room, author.id()).query(Long.class).single();
    }

    private UserPrincipal named(String name) {
        long id = jdbc.sql("""
                        insert into users (username, username_key, password_hash, created_at)
                        values (:name, :name, '-', now()) returning id
                        """).param("name", name).query(Long.class).single();
        return new UserPrincipal(id, name, "session");
    }

    private JsonNode last(long room) {
        return events(room).getLast();
    }

    private static long version(JsonNode body) {
        return body.get("room").get("version").longValue();
    }

    private static Map<String, @Nullable Object> with(JsonNode message, @Nullable Object... changes) {
        Map<String, @Nullable Object> changed = new HashMap<>();
        message.properties().forEach(field -> changed.put(field.getKey(), field.getValue()));
        changed.putAll(nullable(changes));
        return changed;
    }
}
