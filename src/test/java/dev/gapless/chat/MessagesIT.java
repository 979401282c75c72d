package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageService.Draft;
import dev.gapless.eventlog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MessagesIT extends ChatIT {
    @Autowired
    MessageService service;

    @Autowired
    MemberService rooms;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void aMessageIsStoredAsItWasTypedAndAnnouncedOnce() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        String content = "  <b>Robert'); drop table messages;--</b>\n\t\"quoted\" \\ 🚲 \u202e ";

        JsonNode message = say(alice, room, content).expect(201).body();

        String at = message.get("created_at").stringValue();
        assertThat(at).matches(".*\\.\\d{6}Z");
        assertThat(message)
                .isEqualTo(tree(nullable(
                        "id",
                        message.get("id").longValue(),
                        "content",
                        content,
                        "user",
                        shown(alice),
                        "room",
                        Map.of("id", room, "version", 2, "bumped_at", at, "seq", 1),
                        "created_at",
                        at,
                        "seq",
                        1,
                        "kind",
                        "text",
                        "edited_at",
                        null,
                        "deleted_at",
                        null,
                        "reply_to",
                        null,
                        "reactions",
                        List.of(),
                        "mentions",
                        List.of(),
                        "mentions_room",
                        false,
                        "pinned_at",
                        null)));
        assertThat(results(get(alice, "/api/rooms/" + room + "/messages"))).containsExactly(message);
        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room);
        assertThat(event.follows()).isEmpty();
        assertThat(event.data()).doesNotContain('\n');
        assertThat(data(event).get("type").stringValue()).isEqualTo("message_added");
        assertThat(data(event).get("body")).isEqualTo(message);
    }

    @Test
    void theRoomShowsItsLastMessageWhole() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        say(alice, room, "first").expect(201);
        JsonNode last = say(bob, room, "x".repeat(10_000)).expect(201).body();

        JsonNode seen = get(alice, "/api/rooms/" + room).body();

        assertThat(seen.get("last_message").propertyNames())
                .containsExactlyInAnyOrder("id", "content", "user", "created_at", "kind", "deleted_at");
        for (String field : List.of("id", "content", "user", "created_at", "kind", "deleted_at")) {
            assertThat(seen.get("last_message").get(field)).isEqualTo(last.get(field));
        }
        assertThat(seen.get("bumped_at")).isEqualTo(last.get("created_at"));
        assertThat(results(get(alice, "/api/rooms"))).containsExactly(seen);
    }

    @Test
    void badContentIsRefusedWithTheRule() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        for (String body : List.of(
                "{}",
                "{\"content\":null}",
                "{\"content\":\"\"}",
                "{\"content\":\" \\n\\t \"}",
                "{\"content\":\"a\\u0000b\"}",
                "{\"content\":\"\\udc00\"}",
                "{\"content\":\"" + "x".repeat(10_001) + "\"}")) {
            JsonNode problem = postText(alice, "/api/rooms/" + room + "/messages", body)
                    .expect(400)
                    .body();
            assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("content");
        }
        for (String body : List.of("", "[]", "{\"content\":", "{\"content\":{}}", "\"x\"")) {
            postText(alice, "/api/rooms/" + room + "/messages", body).expect(400);
        }
        say(alice, room, "🚲".repeat(10_000)).expect(201);
        assertThat(events(room)).hasSize(2);
    }

    @Test
    void onlyMembersSpeakAndListen() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        post(bob, "/api/rooms/" + room + "/leave").expect(200);
        int before = events(room).size();

        assertThat(say(bob, room, "one more thing").expect(404).detail()).isEqualTo("no such room");
        assertThat(get(bob, "/api/rooms/" + room + "/messages").expect(404).detail())
                .isEqualTo("no such room");
        assertThat(events(room)).hasSize(before);
    }

    @Test
    void theSameKeyAgainGivesTheFirstMessage() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        JsonNode stored = sayOnce(alice, room, "once", "key-1").expect(201).body();
        say(bob, room, "meanwhile").expect(201);
        JsonNode first = asOfNow(stored, bob);

        assertThat(sayOnce(alice, room, "once", "key-1").expect(200).body()).isEqualTo(first);
        assertThat(sayOnce(alice, room, "something else", "key-1").expect(200).body())
                .isEqualTo(first);
        assertThat(sayOnce(alice, room(alice), "elsewhere", "key-1").expect(200).body())
                .isEqualTo(first);
        assertThat(sayOnce(bob, room, "mine", "key-1").expect(201).id())
                .isNotEqualTo(first.get("id").longValue());
        assertThat(sayOnce(alice, room, "another", "key-2").expect(201).id())
                .isNotEqualTo(first.get("id").longValue());
        assertThat(results(get(alice, "/api/rooms/" + room + "/messages")).stream()
                        .map(message -> message.get("content").stringValue()))
                .containsExactly("another", "mine", "meanwhile", "once");
    }

    @Test
    void aRetryTellsNothingOfARoomToWhoIsNoLongerInIt() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(bob, alice);
        long asked = say(bob, room, "a question").expect(201).id();
        JsonNode first = reply(alice, room, asked).expect(201).body();
        put(bob, "/api/messages/" + first.get("id") + "/pin").expect(200);
        put(bob, "/api/messages/" + first.get("id") + "/reactions/%F0%9F%91%8D").expect(200);
        delete(bob, "/api/rooms/" + room + "/members/" + alice.id()).expect(200);
        patch(bob, "/api/messages/" + asked, Map.of("content", "a secret")).expect(200);

        ObjectNode own = (ObjectNode) first.deepCopy();
        own.putNull("reply_to");
        assertThat(reply(alice, room, asked).expect(200).body()).isEqualTo(own);

        delete(bob, "/api/rooms/" + room).expect(200);
        assertThat(reply(alice, room, asked).expect(200).body()).isEqualTo(own);
    }

    private Answer reply(UserPrincipal author, long room, long answered) throws Exception {
        String body = json.writeValueAsString(Map.of("content", "an answer", "reply_to", answered));
        return send(
                withBody(HttpMethod.POST, "/api/rooms/" + room + "/messages", body)
                        .header("Idempotency-Key", "reply"),
                author);
    }

    @Test
    void aRetryIsAnsweredEvenAfterItsAuthorHasLeft() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        JsonNode first = sayOnce(alice, room, "bye", "key").expect(201).body();
        post(alice, "/api/rooms/" + room + "/leave").expect(200);

        say(bob, room, "so long").expect(201);

        assertThat(sayOnce(alice, room, "bye", "key").expect(200).body()).isEqualTo(first);
        sayOnce(alice, room, "bye again", "key-2").expect(404);
    }

    @Test
    void theSameKeyFromEightThreadsIsOneMessageAndOneEvent() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);

        List<Answer> answers = atOnce(8, () -> sayOnce(alice, room, "once", "key"));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(201).contains(200);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(ids(get(alice, "/api/rooms/" + room + "/messages"))).hasSize(1);
        assertThat(events(room)).hasSize(2);
        assertThat(get(alice, "/api/rooms/" + room).body().get("version").longValue())
                .isEqualTo(2);
    }

    @Test
    void theSameKeyInEightRoomsAtOnceIsOneMessage() throws Exception {
        UserPrincipal alice = user();
        List<Long> rooms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rooms.add(room(alice));
        }
        AtomicInteger next = new AtomicInteger();

        List<Answer> answers = atOnce(8, () -> sayOnce(alice, rooms.get(next.getAndIncrement()), "once", "key"));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(201).contains(200);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(rooms.stream().mapToInt(room -> events(room).size()).sum()).isEqualTo(9);
    }

    @Test
    void anUnusableKeyIsRefused() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        for (String key : List.of("", " ", "a b", "é", "x".repeat(256))) {
            sayOnce(alice, room, "x", key).expect(400);
        }
        sayOnce(alice, room, "x", "x".repeat(255)).expect(201);
    }

    @Test
    void fiftyAtOnceStandInOneLine() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        Listener listener = listenAs(alice);

        List<Answer> answers = atOnce(50, () -> say(alice, room, "me first"));

        assertThat(answers.stream().map(Answer::status)).containsOnly(201);
        await().untilAsserted(() -> assertThat(listener.received()).hasSize(50));
        List<JsonNode> events =
                listener.received().stream().map(event -> event.get("body")).toList();
        assertThat(events.stream()
                        .map(message -> message.get("room").get("version").longValue()))
                .containsExactlyElementsOf(LongStream.rangeClosed(2, 51).boxed().toList());
        List<Long> ids =
                events.stream().map(message -> message.get("id").longValue()).toList();
        assertThat(ids).isSorted();
        assertThat(events.stream().map(message -> message.get("created_at").stringValue()))
                .isSorted();
        assertThat(ids(get(alice, "/api/rooms/" + room + "/messages"))).isEqualTo(ids.reversed());
        assertThat(get(alice, "/api/rooms/" + room).body().get("version").longValue())
                .isEqualTo(51);
    }

    @Test
    void peopleWhoComeGoAndSpeakAtOnceLeaveExactFigures() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        AtomicInteger turn = new AtomicInteger();

        atOnce(12, () -> switch (turn.getAndIncrement() % 3) {
            case 0 -> post(bob, "/api/rooms/" + room + "/join");
            case 1 -> post(bob, "/api/rooms/" + room + "/leave");
            default -> say(alice, room, "hello");
        });

        JsonNode seen = get(alice, "/api/rooms/" + room).body();
        List<JsonNode> events = events(room);
        assertThat(seen.get("version").longValue()).isEqualTo(events.size());
        assertThat(seen.get("member_count").longValue())
                .isEqualTo(jdbc.sql("select count(*) from members where room_id = ?")
                        .param(room)
                        .query(Long.class)
                        .single());
        assertThat(events.stream()
                        .map(event ->
                                event.get("body").get("room").get("version").longValue()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
    }

    @Test
    void whatIsRolledBackIsNeitherStoredNorAnnounced() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        JsonNode before = get(alice, "/api/sync").body().get("rooms");
        Listener listener = listenAs(alice);

        transactions.executeWithoutResult(status -> {
            service.post(alice, room, new Draft("never", null), "key");
            status.setRollbackOnly();
        });
        transactions.executeWithoutResult(status -> {
            rooms.join(bob, room);
            status.setRollbackOnly();
        });

        assertThat(events(room)).hasSize(1);
        assertThat(get(alice, "/api/sync").body().get("rooms")).isEqualTo(before);
        assertThat(ids(get(alice, "/api/rooms/" + room + "/messages"))).isEmpty();
        JsonNode next = sayOnce(alice, room, "now", "key").expect(201).body();
        assertThat(next.get("room").get("version").longValue()).isEqualTo(2);
        await().until(() -> !listener.received().isEmpty());
        assertThat(listener.received().getFirst().get("body")).isEqualTo(next);
    }

    @Test
    void timesInARoomNeverRunBackwards() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        jdbc.sql("update rooms set bumped_at = '2100-01-01T00:00:00.000001Z' where id = ?")
                .param(room)
                .update();

        JsonNode message = say(alice, room, "from the past").expect(201).body();

        assertThat(message.get("created_at").stringValue()).isEqualTo("2100-01-01T00:00:00.000001Z");
    }

    /** A message as it is told when its room has changed since. */
    private JsonNode asOfNow(JsonNode message, UserPrincipal member) throws Exception {
        ObjectNode told = (ObjectNode) message.deepCopy();
        told.set("room", stateOf(message.get("room").get("id").longValue(), member));
        return told;
    }

    @Test
    void anUnknownFieldInABodyIsLetPass() throws Exception {
        UserPrincipal alice = user();
        post(alice, "/api/rooms/" + room(alice) + "/messages", Map.of("content", "x", "unheard_of", 1))
                .expect(201);
    }
}
