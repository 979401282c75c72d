package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Redaction;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** After an edit or a deletion nobody is handed the old text any more, not even who has missed the events from before. */
class RedactionIT extends ChatIT {
    private static final String OLD = "old \"secret\" 🚲\n";

    @Test
    void everyTextInEveryEventStandsWhereTheEventSays() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        long id = say(alice, room, OLD).expect(201).id();
        long reply = reply(alice, room, id, "reply \\ {}").expect(201).id();
        post(bob, "/api/rooms/" + room + "/join").expect(200);
        put(bob, "/api/messages/" + reply + "/pin").expect(200);
        patch(alice, "/api/messages/" + reply, Map.of("content", "other reply")).expect(200);
        delete(alice, "/api/messages/" + id).expect(200);

        List<Event> events = log.of("room:" + room);

        assertThat(events).hasSize(7);
        assertThat(passages(events.get(1))).containsExactly("message:" + id + " " + OLD);
        assertThat(passages(events.get(2)))
                .containsExactlyInAnyOrder("message:" + reply + " reply \\ {}", "message:" + id + " " + OLD);
        assertThat(passages(events.get(3))).contains("message:" + lastMessageOf(events.get(3)));
        assertThat(passages(events.get(4)))
                .containsExactlyInAnyOrder("message:" + reply + " reply \\ {}", "message:" + id + " " + OLD);
        assertThat(passages(events.get(5)))
                .containsExactlyInAnyOrder("message:" + reply + " other reply", "message:" + id + " " + OLD);
        assertThat(redactions(events.get(5))).containsExactly("message:" + reply + " other reply");
        assertThat(passages(events.get(6))).containsExactly("message:" + id + " ");
        assertThat(redactions(events.get(6))).containsExactly("message:" + id + " ");
        assertThat(events.subList(0, 5))
                .allSatisfy(event -> assertThat(redactions(event)).isEmpty());
    }

    @Test
    void whoWasAwayIsToldOfAnEditWithoutTheOldText() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob);
        StreamPosition left = here();
        long id = say(alice, room, OLD).expect(201).id();
        post(carol, "/api/rooms/" + room + "/join").expect(200);
        reply(alice, room, id, "a reply").expect(201);
        patch(alice, "/api/messages/" + id, Map.of("content", "new")).expect(200);

        List<JsonNode> missed = missed(bob, left, 4);

        assertThat(types(missed)).containsExactly("message_added", "user_joined", "message_added", "message_edited");
        assertThat(missed.toString()).doesNotContain("secret").contains("\"new\"");
        assertThat(missed.getFirst().get("body").get("content").stringValue()).isEqualTo("new");
        assertThat(missed.get(2).get("body").get("reply_to").get("content").stringValue())
                .isEqualTo("new");
        assertThat(missed.getLast().get("body"))
                .isEqualTo(data(log.of("room:" + room).getLast()).get("body"));
    }

    @Test
    void whoWasAwayIsToldOfADeletionWithoutTheText() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob);
        StreamPosition left = here();
        long id = sayOnce(alice, room, OLD, "key").expect(201).id();
        post(carol, "/api/rooms/" + room + "/join").expect(200);
        long reply = reply(alice, room, id, "a reply").expect(201).id();
        put(bob, "/api/messages/" + id + "/pin").expect(200);
        patch(alice, "/api/messages/" + id, Map.of("content", "second secret")).expect(200);
        delete(alice, "/api/messages/" + id).expect(200);

        List<JsonNode> missed = missed(bob, left, 6);

        assertThat(types(missed))
                .containsExactly(
                        "message_added",
                        "user_joined",
                        "message_added",
                        "message_pinned",
                        "message_edited",
                        "message_deleted");
        assertThat(missed.toString()).doesNotContain("secret");
        for (Answer answer : List.of(
                sayOnce(alice, room, OLD, "key"),
                get(bob, "/api/sync"),
                get(bob, "/api/rooms/" + room + "/messages"),
                get(bob, "/api/rooms/" + room + "/pins"),
                get(bob, "/api/search/messages?q=secret&room_id=" + room),
                get(bob, "/api/rooms/" + room + "/messages?around=" + reply))) {
            assertThat(answer.expect(200).body().toString()).doesNotContain("secret");
        }
        assertThat(sayOnce(alice, room, OLD, "key").expect(200).id()).isEqualTo(id);
    }

    /** What the person has missed, once the hub has been told of it all. */
    private List<JsonNode> missed(UserPrincipal user, StreamPosition since, int count) throws Exception {
        Listener witness = Listener.to(hub, Topics.personal(user.id()), since);
        await().untilAsserted(() -> assertThat(witness.received()).hasSize(count));
        return Listener.to(hub, Topics.personal(user.id()), since).received();
    }

    private Answer reply(UserPrincipal author, long room, long to, String text) throws Exception {
        return post(author, "/api/rooms/" + room + "/messages", Map.of("content", text, "reply_to", to));
    }

    private String lastMessageOf(Event event) {
        JsonNode last = data(event).get("body").get("room").get("last_message");
        return last.get("id").longValue() + " " + last.get("content").stringValue();
    }

    private List<String> passages(Event event) {
        return event.payload().passages().stream()
                .map((Passage passage) -> passage.key() + " "
                        + string(new String(
                                event.data(),
                                passage.start(),
                                passage.end() - passage.start(),
                                StandardCharsets.UTF_8)))
                .toList();
    }

    private List<String> redactions(Event event) {
        return event.changes().redactions().stream()
                .map((Redaction redaction) ->
                        redaction.key() + " " + string(new String(redaction.replacement(), StandardCharsets.UTF_8)))
                .toList();
    }

    private String string(String text) {
        return json.readValue(text, String.class);
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.get("type").stringValue()).toList();
    }
}
