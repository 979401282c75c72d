package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.hub.Follow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Private and direct rooms, and how rooms change and go. */
class RoomChangesIT extends ChatIT {
    @Autowired
    MembershipFollows follows;

    @Autowired
    RoomPurge purge;

    @Test
    void aPrivateRoomIsNeitherFoundNorJoined() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        String name = roomName();

        JsonNode room = post(alice, "/api/rooms", Map.of("name", name, "kind", "private", "topic", " Plans \t"))
                .expect(201)
                .body();

        long id = room.get("id").longValue();
        assertThat(room.get("kind").stringValue()).isEqualTo("private");
        assertThat(room.get("topic").stringValue()).isEqualTo("Plans");
        assertThat(ids(get(bob, Page.link("/api/search", "q", name)))).isEmpty();
        assertThat(ids(get(alice, Page.link("/api/search", "q", name)))).isEmpty();
        assertThat(post(bob, "/api/rooms/" + id + "/join").expect(404).detail()).isEqualTo("no such room");
        assertThat(post(bob, "/api/rooms/" + id + "/leave").expect(404).detail())
                .isEqualTo("no such room");
        post(bob, "/api/rooms", Map.of("name", name, "kind", "private")).expect(201);
        post(bob, "/api/rooms", Map.of("name", name)).expect(201);
    }

    @Test
    void badKindsAndTopicsAreRefusedWithTheRule() throws Exception {
        UserPrincipal alice = user();
        for (String kind : List.of("direct", "secret", "")) {
            JsonNode problem = post(alice, "/api/rooms", Map.of("name", roomName(), "kind", kind))
                    .expect(400)
                    .body();
            assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("kind");
        }
        for (String topic : List.of("x".repeat(251), "a\\nb", "a\\u0000b", "\\ud800")) {
            JsonNode problem = postText(alice, "/api/rooms", "{\"name\": \"x\", \"topic\": \"" + topic + "\"}")
                    .expect(400)
                    .body();
            assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("topic");
        }
        post(alice, "/api/rooms", Map.of("name", roomName(), "topic", "🚲".repeat(250)))
                .expect(201);
    }

    @Test
    void aRoomIsRenamedAndAllAreTold() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        String name = roomName();

        JsonNode renamed = patch(alice, "/api/rooms/" + room, Map.of("name", " " + name))
                .expect(200)
                .body();

        assertThat(renamed).isEqualTo(get(alice, "/api/rooms/" + room).body());
        assertThat(renamed.get("name").stringValue()).isEqualTo(name);
        assertThat(renamed.get("topic").stringValue()).isEmpty();
        assertThat(renamed.get("version").longValue()).isEqualTo(3);
        JsonNode message = newest(bob, room);
        assertThat(message.get("content").stringValue()).isEqualTo(alice.username() + " renamed the room to " + name);
        assertThat(events(room).getLast()).isEqualTo(json.readTree("""
                {"type": "room_updated", "body": {"room": %s, "user": %s, "message": %s}}
                """.formatted(
                        forAll(renamed), get(alice, "/api/me").body(), message)));
        assertThat(ids(get(bob, Page.link("/api/search", "q", name)))).containsExactly(room);
    }

    @Test
    void aTopicIsChangedAndTakenAwayAndWhatStaysTheSameIsNoNews() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        String path = "/api/rooms/" + room;

        patch(alice, path, Map.of("topic", "Plans")).expect(200);
        assertThat(newest(alice, room).get("content").stringValue())
                .isEqualTo(alice.username() + " changed the topic to Plans");
        String name = roomName();
        patch(alice, path, Map.of("name", name, "topic", "More plans")).expect(200);
        assertThat(newest(alice, room).get("content").stringValue())
                .isEqualTo(alice.username() + " renamed the room to " + name + " and changed the topic to More plans");
        patch(alice, path, Map.of("topic", "")).expect(200);
        assertThat(newest(alice, room).get("content").stringValue()).isEqualTo(alice.username() + " removed the topic");
        int before = events(room).size();
        JsonNode same = patch(alice, path, Map.of("name", name)).expect(200).body();
        assertThat(patch(alice, path, Map.of()).expect(200).body()).isEqualTo(same);
        assertThat(events(room)).hasSize(before);
        patch(alice, path, Map.of("name", " ")).expect(400);
        patch(alice, path, Map.of("topic", "a\nb")).expect(400);
    }

    @Test
    void aNameThatAPublicRoomHasIsRefusedAlsoAtTheSameTime() throws Exception {
        UserPrincipal alice = user();
        List<Long> rooms = List.of(room(alice), room(alice), room(alice), room(alice));
        String name = roomName();
        AtomicInteger next = new AtomicInteger();

        List<Answer> answers =
                atOnce(4, () -> patch(alice, "/api/rooms/" + rooms.get(next.getAndIncrement()), Map.of("name", name)));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(200).contains(409);
        assertThat(answers.stream().filter(answer -> answer.status() == 409).map(Answer::detail))
                .containsOnly("a room of that name exists");
        assertThat(ids(get(alice, Page.link("/api/search", "q", name)))).hasSize(1);
        long closed = post(alice, "/api/rooms", Map.of("name", roomName(), "kind", "private"))
                .expect(201)
                .id();
        patch(alice, "/api/rooms/" + closed, Map.of("name", name)).expect(200);
    }

    @Test
    void aDeletedRoomIsGoneForEverybodyAtOnce() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        String name = roomName();
        long room = post(alice, "/api/rooms", Map.of("name", name)).expect(201).id();
        post(bob, "/api/rooms/" + room + "/join").expect(200);
        say(alice, room, "the end").expect(201);
        String code = post(alice, "/api/rooms/" + room + "/invites", Map.of())
                .expect(201)
                .body()
                .get("code")
                .stringValue();
        JsonNode last = forAll(get(alice, "/api/rooms/" + room).body());
        delete(bob, "/api/rooms/" + room).expect(403);

        assertThat(delete(alice, "/api/rooms/" + room).expect(200).body()).isEqualTo(json.readTree("{}"));

        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room);
        assertThat(event.follows()).isEmpty();
        JsonNode gone = data(event);
        assertThat(gone.get("type").stringValue()).isEqualTo("room_deleted");
        assertThat(gone.get("body").get("room").get("version").longValue())
                .isEqualTo(last.get("version").longValue() + 1);
        String path = "/api/rooms/" + room;
        for (UserPrincipal user : List.of(alice, bob)) {
            for (String part : List.of("", "/messages", "/members", "/invites")) {
                assertThat(get(user, path + part).expect(404).detail()).as(part).isEqualTo("no such room");
            }
            assertThat(results(get(user, "/api/rooms"))).isEmpty();
            assertThat(get(user, "/api/sync").body().get("rooms").isEmpty()).isTrue();
            say(user, room, "hello?").expect(404);
            post(user, path + "/join").expect(404);
            post(user, path + "/leave").expect(404);
            post(user, path + "/members", Map.of("user_id", user().id())).expect(404);
            post(user, path + "/invites", Map.of()).expect(404);
            patch(user, path, Map.of("topic", "x")).expect(404);
            patch(user, path + "/members/" + bob.id(), Map.of("role", "admin")).expect(404);
            delete(user, path + "/members/" + bob.id()).expect(404);
            delete(user, path).expect(404);
        }
        get(bob, "/api/invites/" + code).expect(404);
        post(user(), "/api/invites/" + code + "/accept").expect(404);
        delete(alice, "/api/invites/" + code).expect(404);
        assertThat(ids(get(alice, Page.link("/api/search", "q", name)))).isEmpty();
        post(bob, "/api/rooms", Map.of("name", name)).expect(201);
    }

    @Test
    void whoWasAwayWhenARoomWasDeletedIsToldAfterARestart() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        delete(alice, "/api/rooms/" + room).expect(200);

        assertThat(follows.load(Set.of("personal:" + bob.id())).get("personal:" + bob.id()))
                .contains("room:" + room);
    }

    @Test
    void aRoomIsTakenAwayWithAllThatIsInItOnceNobodyCanHaveMissedThatItWasDeleted() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long old = room(alice, bob);
        long recent = room(alice, bob);
        long other = room(alice, bob);
        for (long room : List.of(old, recent, other)) {
            long first = say(alice, room, "hello").expect(201).id();
            fill(room, alice, first);
            post(alice, "/api/rooms/" + room + "/invites", Map.of()).expect(201);
        }
        delete(alice, "/api/rooms/" + old).expect(200);
        delete(alice, "/api/rooms/" + recent).expect(200);
        jdbc.sql("update rooms set deleted_at = now() - interval '61 minutes' where id = ?")
                .param(old)
                .update();
        jdbc.sql("update rooms set deleted_at = now() - interval '59 minutes' where id = ?")
                .param(recent)
                .update();

        atOnce(3, () -> {
            purge.purge();
            return true;
        });
        await().untilAsserted(() -> {
            purge.purge(); // what another one was busy with
            assertThat(rowsOf(old)).isZero();
        });
        assertThat(rowsOf(recent)).isEqualTo(rowsOf(other)).isGreaterThan(2500);
    }

    /** Puts many messages into a room, each a reply, with a mention and a reaction. */
    private void fill(long room, UserPrincipal author, long first) {
        jdbc.sql("""
                        with m as (
                          insert into messages (room_id, author_id, content, version, reply_to, created_at)
                          select :room, :author, 'hello', 1, :first, now() from generate_series(1, 2500) returning id),
                        x as (insert into mentions (message_id, room_id, user_id) select id, :room, 0 from m)
                        select count(*) from m
                        """)
                .param("room", room)
                .param("author", author.id())
                .param("first", first)
                .query(Long.class)
                .single();
        jdbc.sql("""
                        insert into reactions (message_id, emoji, user_id, created_at)
                        select id, '🚲', author_id, now() from messages where room_id = ?
                        """).param(room).update();
    }

    private long rowsOf(long room) {
        return jdbc.sql("""
                        select (select count(*) from rooms where id = :room)
                             + (select count(*) from members where room_id = :room)
                             + (select count(*) from messages where room_id = :room)
                             + (select count(*) from mentions where room_id = :room)
                             + (select count(*) from invites where room_id = :room)
                        """).param("room", room).query(Long.class).single();
    }

    @Test
    void twoPeopleHaveOneRoomThatBothHearOf() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();

        JsonNode room = direct(alice, bob).expect(201).body();

        long id = room.get("id").longValue();
        JsonNode me = get(alice, "/api/me").body();
        JsonNode him = get(bob, "/api/me").body();
        assertThat(room).isEqualTo(json.readTree("""
                {"id": %d, "name": "%s, %s", "kind": "direct", "topic": "", "created_by": %d, "version": 1,
                 "bumped_at": %s, "member_count": 2, "seq": 0, "last_message": null, "members": [%s, %s],
                 "my_role": "member", "unread_count": 0, "mention_count": 0, "unread_mentions": [],
                 "last_read_message_id": null, "last_read_seq": 0, "muted": false, "peer": %s}
                """.formatted(
                        id, alice.username(), bob.username(), alice.id(), room.get("bumped_at"), me, him, him)));
        assertThat(direct(alice, bob).expect(200).body()).isEqualTo(room);
        JsonNode his = direct(bob, alice).expect(200).body();
        assertThat(his.get("peer")).isEqualTo(me);
        assertThat(forAll(his)).isEqualTo(forAll(room));
        Event event = log.of("room:" + id).getLast();
        assertThat(event.topics()).containsExactly("room:" + id, "user:" + alice.id(), "user:" + bob.id());
        assertThat(event.follows())
                .containsExactly(
                        new Follow("personal:" + alice.id(), "room:" + id, true),
                        new Follow("personal:" + bob.id(), "room:" + id, true));
        assertThat(data(event)).isEqualTo(json.readTree("""
                {"type": "user_joined",
                 "body": {"room": %s, "user": %s, "role": "member", "by": null, "message": null}}
                """.formatted(forAll(room), me)));
        assertThat(log.of("user:" + bob.id())).hasSize(1);
    }

    @Test
    void twoWhoTurnToEachOtherAtOnceHaveOneRoom() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        AtomicInteger next = new AtomicInteger();

        List<Answer> answers =
                atOnce(8, () -> next.getAndIncrement() % 2 == 0 ? direct(alice, bob) : direct(bob, alice));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(201).contains(200);
        assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1);
        assertThat(log.of("user:" + alice.id())).hasSize(1);
    }

    @Test
    void aDirectRoomIsBetweenTwoForGood() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = direct(alice, bob).expect(201).id();
        String path = "/api/rooms/" + room;

        post(user(), path + "/join").expect(404);
        get(user(), path).expect(404);
        assertThat(post(alice, path + "/leave").expect(409).detail()).isEqualTo("a direct conversation cannot be left");
        patch(alice, path, Map.of("name", "Us")).expect(403);
        delete(alice, path).expect(403);
        post(alice, path + "/members", Map.of("user_id", user().id())).expect(403);
        patch(alice, path + "/members/" + bob.id(), Map.of("role", "admin")).expect(403);
        delete(alice, path + "/members/" + bob.id()).expect(403);
        post(alice, path + "/invites", Map.of()).expect(403);
        get(alice, path + "/invites").expect(403);
        say(bob, room, "still here").expect(201);
    }

    @Test
    void oneTalksToSomebodyElse() throws Exception {
        UserPrincipal alice = user();

        direct(alice, alice).expect(400);
        assertThat(post(alice, "/api/direct", Map.of("user_id", 999_999_999))
                        .expect(404)
                        .detail())
                .isEqualTo("no such user");
        for (String body : List.of("{}", "{\"user_id\":null}", "{\"user_id\":\"x\"}")) {
            postText(alice, "/api/direct", body).expect(400);
        }
    }

    private Answer direct(UserPrincipal user, UserPrincipal other) throws Exception {
        return post(user, "/api/direct", Map.of("user_id", other.id()));
    }

    private JsonNode newest(UserPrincipal reader, long room) throws Exception {
        return results(get(reader, "/api/rooms/" + room + "/messages?limit=1")).getFirst();
    }
}
