package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.hub.Follow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who is in a room, and what they may do there. */
class MembersIT extends ChatIT {

    @Test
    void whoIsAddedIsAMemberAndAllHearOfItInTheRoom() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = privateRoom(alice);
        say(alice, room, "hello?").expect(201);

        JsonNode added = add(alice, room, bob).expect(201).body();

        assertThat(added.propertyNames()).containsExactlyInAnyOrder("room", "user", "role");
        assertThat(added.get("role").stringValue()).isEqualTo("member");
        assertThat(added.get("user")).isEqualTo(get(bob, "/api/me").body());
        JsonNode fresh = get(bob, "/api/rooms/" + room).expect(200).body();
        assertThat(added.get("room")).isEqualTo(forAll(fresh));
        assertThat(fresh.get("version").longValue()).isEqualTo(3);
        assertThat(fresh.get("seq").longValue()).isEqualTo(1);
        assertThat(fresh.get("member_count").intValue()).isEqualTo(2);
        assertThat(fresh.get("unread_count").longValue()).isZero();
        assertThat(fresh.get("last_read_message_id"))
                .isEqualTo(fresh.get("last_message").get("id"));
        JsonNode message = newest(alice, room);
        assertThat(message.get("content").stringValue()).isEqualTo(alice.username() + " added " + bob.username());
        assertThat(message.get("kind").stringValue()).isEqualTo("system");
        assertThat(message.get("user").get("id").longValue()).isEqualTo(alice.id());
        assertThat(message.get("seq").longValue()).isEqualTo(1);
        assertThat(message.get("created_at")).isEqualTo(fresh.get("bumped_at"));
        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room, "user:" + bob.id());
        assertThat(event.follows()).containsExactly(new Follow("personal:" + bob.id(), "room:" + room, true));
        assertThat(data(event)).isEqualTo(json.readTree("""
                {"type": "user_joined", "body": {"room": %s, "user": %s, "role": "member", "by": %s, "message": %s}}
                """.formatted(
                added.get("room"), added.get("user"), get(alice, "/api/me").body(), message)));
    }

    @Test
    void addingSomebodyTwiceIsAConflictAlsoAtTheSameTime() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);

        List<Answer> answers = atOnce(6, () -> add(alice, room, bob));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(201).contains(409);
        assertThat(add(alice, room, bob).expect(409).detail()).isEqualTo("already a member");
        assertThat(get(bob, "/api/rooms/" + room).body().get("member_count").intValue())
                .isEqualTo(2);
        assertThat(log.of("user:" + bob.id())).hasSize(1);
    }

    @Test
    void onlySomebodyCanBeAdded() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);

        assertThat(post(alice, members(room), Map.of("user_id", 999_999_999))
                        .expect(404)
                        .detail())
                .isEqualTo("no such user");
        for (String body : List.of("{}", "{\"user_id\":null}", "{\"user_id\":\"x\"}", "[]")) {
            postText(alice, members(room), body).expect(400);
        }
    }

    @Test
    void anyMemberAddsPeopleToAPublicRoomButOnlyItsLeadersToAPrivateOne() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long open = room(alice, bob);
        long closed = privateRoom(alice, bob);

        add(bob, open, user()).expect(201);
        add(bob, closed, user()).expect(403);
        role(alice, closed, bob, "admin").expect(200);
        add(bob, closed, user()).expect(201);
        add(user(), open, user()).expect(404);
    }

    @Test
    void theOwnerMakesAdminsAndUnmakesThem() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        JsonNode made = role(alice, room, bob, "admin").expect(200).body();

        JsonNode fresh = get(bob, "/api/rooms/" + room).body();
        assertThat(fresh.get("my_role").stringValue()).isEqualTo("admin");
        assertThat(made).isEqualTo(json.readTree("""
                {"room": %s, "user": %s, "role": "admin"}
                """.formatted(
                        forAll(fresh), get(bob, "/api/me").body())));
        JsonNode message = newest(bob, room);
        assertThat(message.get("content").stringValue())
                .isEqualTo(alice.username() + " made " + bob.username() + " an admin");
        assertThat(events(room).getLast())
                .isEqualTo(json.readTree("""
                {"type": "member_changed",
                 "body": {"room": %s, "user": %s, "role": "admin", "previous_owner": null, "message": %s}}
                """.formatted(made.get("room"), made.get("user"), message)));

        int before = events(room).size();
        assertThat(role(alice, room, bob, "admin").expect(200).body()).isEqualTo(made);
        assertThat(events(room)).hasSize(before);

        role(alice, room, bob, "member").expect(200);
        assertThat(newest(bob, room).get("content").stringValue())
                .isEqualTo(alice.username() + " made " + bob.username() + " a member");
        assertThat(get(bob, "/api/rooms/" + room).body().get("my_role").stringValue())
                .isEqualTo("member");
    }

    @Test
    void whoHandsTheRoomOverIsAnAdminFromThen() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        JsonNode handed = role(alice, room, bob, "owner").expect(200).body();

        assertThat(roles(room)).containsExactlyInAnyOrderEntriesOf(Map.of(alice.id(), "admin", bob.id(), "owner"));
        assertThat(newest(bob, room).get("content").stringValue())
                .isEqualTo(alice.username() + " handed the room over to " + bob.username());
        assertThat(events(room).getLast()).isEqualTo(json.readTree("""
                {"type": "member_changed",
                 "body": {"room": %s, "user": %s, "role": "owner", "previous_owner": %s, "message": %s}}
                """.formatted(
                handed.get("room"), handed.get("user"), get(alice, "/api/me").body(), newest(bob, room))));
        role(alice, room, bob, "member").expect(403);
        role(bob, room, alice, "member").expect(200);
    }

    @Test
    void aRoomHandedToManyAtOnceHasOneOwner() throws Exception {
        UserPrincipal alice = user();
        List<UserPrincipal> others = List.of(user(), user(), user(), user());
        long room = room(alice, others.toArray(UserPrincipal[]::new));
        AtomicInteger next = new AtomicInteger();

        List<Integer> statuses = atOnce(
                4,
                () -> role(alice, room, others.get(next.getAndIncrement()), "owner")
                        .status());

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(roles(room).values()).containsOnlyOnce("owner", "admin");
    }

    @Test
    void rolesAreTheOwnersToGiveAndTheOwnerIsNotWithoutOne() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob, carol);
        role(alice, room, bob, "admin").expect(200);

        role(bob, room, carol, "admin").expect(403);
        role(carol, room, carol, "owner").expect(403);
        role(user(), room, carol, "admin").expect(404);
        assertThat(role(alice, room, user(), "admin").expect(404).detail()).isEqualTo("not a member");
        assertThat(role(alice, room, alice, "member").expect(409).detail())
                .isEqualTo("a room has an owner: make somebody else the owner instead");
        role(alice, room, alice, "owner").expect(200);
        for (String body : List.of("{}", "{\"role\":null}", "{\"role\":\"king\"}", "{\"role\":\"Owner\"}")) {
            patch(alice, members(room) + "/" + bob.id(), json.readTree(body)).expect(400);
        }
    }

    @Test
    void whoIsRemovedIsToldLastOfAll() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        JsonNode removed =
                delete(alice, members(room) + "/" + bob.id()).expect(200).body();

        get(bob, "/api/rooms/" + room).expect(404);
        assertThat(removed).isEqualTo(json.readTree("""
                {"room": %s, "user": %s}
                """.formatted(
                        forAll(get(alice, "/api/rooms/" + room).body()),
                        get(bob, "/api/me").body())));
        assertThat(newest(alice, room).get("content").stringValue())
                .isEqualTo(alice.username() + " removed " + bob.username());
        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room, "user:" + bob.id());
        assertThat(event.follows()).containsExactly(new Follow("personal:" + bob.id(), "room:" + room, false));
        assertThat(data(event)).isEqualTo(json.readTree("""
                {"type": "user_left", "body": {"room": %s, "user": %s, "by": %s, "owner": null, "message": %s}}
                """.formatted(
                removed.get("room"), removed.get("user"), get(alice, "/api/me").body(), newest(alice, room))));
        assertThat(delete(alice, members(room) + "/" + bob.id()).expect(404).detail())
                .isEqualTo("not a member");
    }

    @Test
    void adminsRemoveMembersTheOwnerAnybodyElse() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        UserPrincipal dave = user();
        long room = room(alice, bob, carol, dave);
        role(alice, room, bob, "admin").expect(200);
        role(alice, room, carol, "admin").expect(200);

        delete(bob, members(room) + "/" + alice.id()).expect(403);
        delete(bob, members(room) + "/" + carol.id()).expect(403);
        delete(bob, members(room) + "/" + bob.id()).expect(403);
        delete(dave, members(room) + "/" + bob.id()).expect(403);
        delete(alice, members(room) + "/" + alice.id()).expect(403);
        delete(user(), members(room) + "/" + dave.id()).expect(404);
        delete(bob, members(room) + "/" + dave.id()).expect(200);
        delete(alice, members(room) + "/" + carol.id()).expect(200);
        assertThat(roles(room)).isEqualTo(Map.of(alice.id(), "owner", bob.id(), "admin"));
    }

    @Test
    void anOwnersPlaceGoesToTheLongestStandingAdminOrElseMember() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        UserPrincipal dave = user();
        long room = room(alice, bob, carol, dave);
        role(alice, room, dave, "admin").expect(200);
        role(alice, room, carol, "admin").expect(200);

        JsonNode left = post(alice, "/api/rooms/" + room + "/leave").expect(200).body();

        assertThat(roles(room)).isEqualTo(Map.of(bob.id(), "member", carol.id(), "owner", dave.id(), "admin"));
        assertThat(events(room).getLast()).isEqualTo(json.readTree("""
                {"type": "user_left", "body": {"room": %s, "user": %s, "by": null, "owner": %s, "message": null}}
                """.formatted(
                left.get("room"), left.get("user"), get(carol, "/api/me").body())));
        role(carol, room, dave, "member").expect(200);
        post(carol, "/api/rooms/" + room + "/leave").expect(200);
        assertThat(roles(room)).isEqualTo(Map.of(bob.id(), "owner", dave.id(), "member"));
    }

    @Test
    void whoLeavesAPrivateRoomLeavesAWordAndTheLastOneTakesItAway() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = privateRoom(alice, bob);

        post(bob, "/api/rooms/" + room + "/leave").expect(200);

        JsonNode message = newest(alice, room);
        assertThat(message.get("content").stringValue()).isEqualTo(bob.username() + " left");
        assertThat(message.get("user").get("id").longValue()).isEqualTo(bob.id());
        assertThat(events(room).getLast().get("body").get("message")).isEqualTo(message);
        assertThat(post(bob, "/api/rooms/" + room + "/leave").expect(404).detail())
                .isEqualTo("no such room");

        JsonNode last = post(alice, "/api/rooms/" + room + "/leave").expect(200).body();

        assertThat(last.get("room").get("member_count").intValue()).isZero();
        assertThat(isDeleted(room)).isTrue();
    }

    @Test
    void whoComesIntoAnEmptyRoomOwnsIt() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        post(alice, "/api/rooms/" + room + "/leave").expect(200);

        JsonNode joined = post(bob, "/api/rooms/" + room + "/join").expect(200).body();

        assertThat(joined.get("room").get("my_role").stringValue()).isEqualTo("owner");
        assertThat(events(room).getLast().get("body").get("role").stringValue()).isEqualTo("owner");
    }

    @Test
    void membersComePageByPageByUsername() throws Exception {
        UserPrincipal alice = user();
        List<UserPrincipal> all = new ArrayList<>(List.of(alice));
        for (int i = 0; i < 6; i++) {
            all.add(user());
        }
        long room = room(alice, all.subList(1, 7).toArray(UserPrincipal[]::new));
        jdbc.sql("update users set last_seen_at = '2026-03-01T09:30:00Z' where id = ?")
                .param(alice.id())
                .update();

        List<JsonNode> seen = new ArrayList<>();
        String next = members(room) + "?limit=3";
        int pages = 0;
        while (next != null) {
            Answer page = get(alice, next).expect(200);
            seen.addAll(results(page));
            next = page.body().get("next").stringValue(null);
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen.stream()
                        .map(member -> member.get("user").get("username").stringValue()))
                .containsExactlyElementsOf(
                        all.stream().map(UserPrincipal::username).sorted().toList());
        JsonNode first = seen.stream()
                .filter(member -> member.get("user").get("id").longValue() == alice.id())
                .findFirst()
                .orElseThrow();
        assertThat(first)
                .isEqualTo(json.readTree("""
                {"user": %s, "role": "owner", "joined_at": %s, "online": false,
                 "last_seen_at": "2026-03-01T09:30:00.000000Z"}
                """.formatted(get(alice, "/api/me").body(), first.get("joined_at"))));
        assertThat(first.get("joined_at").stringValue()).matches(".*\\.\\d{6}Z");
        get(user(), members(room)).expect(404);
        get(alice, members(room) + "?limit=0").expect(400);
        get(alice, members(room) + "?q=%00").expect(400);
    }

    @Test
    void membersAreFoundByHowAnyWordOfTheirNamesBegins() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        jdbc.sql("insert into name_words (word, user_id) values ('böb builder', :user), ('builder', :user)")
                .param("user", bob.id())
                .update();

        for (String query : List.of("BÖ", "build", "böb b", " builder ")) {
            assertThat(results(get(alice, Page.link(members(room), "q", query))))
                    .as(query)
                    .extracting(member -> member.get("user").get("id").longValue())
                    .containsExactly(bob.id());
        }
        assertThat(results(get(alice, Page.link(members(room), "q", "uild")))).isEmpty();
        assertThat(results(get(alice, Page.link(members(room), "q", "%")))).isEmpty();
    }

    private long privateRoom(UserPrincipal owner, UserPrincipal... others) throws Exception {
        long id = post(owner, "/api/rooms", Map.of("name", roomName(), "kind", "private"))
                .expect(201)
                .id();
        for (UserPrincipal other : others) {
            add(owner, id, other).expect(201);
        }
        return id;
    }

    private static String members(long room) {
        return "/api/rooms/" + room + "/members";
    }

    private Answer add(UserPrincipal by, long room, UserPrincipal added) throws Exception {
        return post(by, members(room), Map.of("user_id", added.id()));
    }

    private Answer role(UserPrincipal by, long room, UserPrincipal of, String role) throws Exception {
        return patch(by, members(room) + "/" + of.id(), Map.of("role", role));
    }

    private JsonNode newest(UserPrincipal reader, long room) throws Exception {
        return results(get(reader, "/api/rooms/" + room + "/messages?limit=1")).getFirst();
    }

    private Map<Long, String> roles(long room) {
        Map<Long, String> roles = new HashMap<>();
        jdbc.sql("select user_id, role from members where room_id = ?")
                .param(room)
                .query(row -> {
                    roles.put(row.getLong("user_id"), row.getString("role"));
                });
        return roles;
    }

    private boolean isDeleted(long room) {
        return jdbc.sql("select deleted_at is not null from rooms where id = ?")
                .param(room)
                .query(Boolean.class)
                .single();
    }
}
