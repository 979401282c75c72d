package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.hub.Follow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class RoomsIT extends ChatIT {

    @Autowired
    RoomPurge purge;

    @Test
    void aNewRoomHasItsMakerAsOwnerAndOnlyMember() throws Exception {
        UserPrincipal alice = user();
        String name = roomName();

        JsonNode room = post(alice, "/api/rooms", Map.of("name", "  " + name + " "))
                .expect(201)
                .body();

        assertThat(room)
                .isEqualTo(json.readTree("""
                {"id": %s, "name": "%s", "kind": "public", "topic": "", "created_by": %d, "version": 1, "bumped_at": %s,
                 "member_count": 1, "seq": 0, "last_message": null, "my_role": "owner", "unread_count": 0,
                 "mention_count": 0, "unread_mentions": [], "last_read_message_id": null, "last_read_seq": 0,
                 "muted": false, "peer": null}
                """.formatted(room.get("id"), name, alice.id(), room.get("bumped_at"))));
        assertThat(room.get("bumped_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(get(alice, "/api/rooms/" + room.get("id")).expect(200).body())
                .isEqualTo(room);
        assertThat(jdbc.sql("select role from members where user_id = ?")
                        .param(alice.id())
                        .query(String.class)
                        .list())
                .containsExactly("owner");
    }

    @Test
    void aNewRoomIsAnnouncedToItsMakerWhoFollowsItFromThere() throws Exception {
        UserPrincipal alice = user();

        long room = room(alice);

        List<Event> events = log.of("user:" + alice.id());
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().topics()).containsExactly("room:" + room, "user:" + alice.id());
        assertThat(events.getFirst().follows())
                .containsExactly(new Follow("personal:" + alice.id(), "room:" + room, true));
        JsonNode data = data(events.getFirst());
        assertThat(data.propertyNames()).containsExactlyInAnyOrder("type", "body");
        assertThat(data.get("type").stringValue()).isEqualTo("user_joined");
        assertThat(data.get("body").get("room"))
                .isEqualTo(forAll(get(alice, "/api/rooms/" + room).body()));
        assertThat(data.get("body").get("user")).isEqualTo(get(alice, "/api/me").body());
    }

    @Test
    void aTakenNameIsRefusedWhateverItsCase() throws Exception {
        UserPrincipal alice = user();
        String name = "Grüße " + roomName();
        post(alice, "/api/rooms", Map.of("name", name)).expect(201);

        Answer answer = post(user(), "/api/rooms", Map.of("name", name.toUpperCase(Locale.ROOT)))
                .expect(409);

        assertThat(answer.detail()).isEqualTo("a room of that name exists");
        assertThat(log.of("user:" + alice.id())).hasSize(1);
    }

    @Test
    void ofManyWhoMakeARoomOfOneNameAtOnceOneSucceeds() throws Exception {
        UserPrincipal alice = user();
        String name = roomName();

        List<Integer> statuses =
                atOnce(8, () -> post(alice, "/api/rooms", Map.of("name", name)).status());

        assertThat(statuses).containsOnlyOnce(201).contains(409);
        assertThat(results(get(alice, "/api/rooms"))).hasSize(1);
        assertThat(log.of("user:" + alice.id())).hasSize(1);
    }

    @Test
    void nobodyIsInMoreRoomsThanTheMost() throws Exception {
        UserPrincipal alice = user();
        fill(alice, 4_999);
        long room = room(user());
        long other = room(user());
        post(alice, "/api/rooms/" + room + "/join").expect(200);
        String most = "you are in 5000 rooms, which is the most: leave one first";

        assertThat(post(alice, "/api/rooms/" + other + "/join").expect(409).detail())
                .isEqualTo(most);
        String name = roomName();
        assertThat(post(alice, "/api/rooms", Map.of("name", name)).expect(409).detail())
                .isEqualTo(most);
        assertThat(post(alice, "/api/rooms/" + room + "/join").expect(409).detail())
                .isEqualTo("already a member");

        post(user(), "/api/rooms", Map.of("name", name)).expect(201);
        post(alice, "/api/rooms/" + room + "/leave").expect(200);
        post(alice, "/api/rooms/" + other + "/join").expect(200);
        assertThat(get(alice, "/api/rooms/" + other).body().get("member_count").intValue())
                .isEqualTo(2);
    }

    @Test
    void aRoomThatWasDeletedCountsUntilItIsTakenAway() throws Exception {
        UserPrincipal alice = user();
        fill(alice, 4_999);
        long room = room(alice);
        delete(alice, "/api/rooms/" + room).expect(200);

        post(alice, "/api/rooms", Map.of("name", roomName())).expect(409);
        jdbc.sql("update rooms set deleted_at = now() - interval '1 day' where id = ?")
                .param(room)
                .update();
        await().untilAsserted(
                        () -> { // unless another one is busy with it
                            purge.purge();
                            post(alice, "/api/rooms", Map.of("name", roomName()))
                                    .expect(201);
                        });
    }

    @Test
    void aPublicRoomInWhichNobodyIsGoesAfterAMonth() throws Exception {
        UserPrincipal alice = user();
        long empty = room(alice);
        long found = room(alice);
        long fresh = room(alice);
        for (long room : List.of(empty, found, fresh)) {
            post(alice, "/api/rooms/" + room + "/leave").expect(200);
        }
        jdbc.sql("update rooms set emptied_at = emptied_at - interval '31 days' where id in (?, ?)")
                .params(empty, found)
                .update();
        post(alice, "/api/rooms/" + found + "/join").expect(200);
        purge.purge();

        post(alice, "/api/rooms/" + empty + "/join").expect(404);
        get(alice, "/api/rooms/" + found).expect(200);
        post(alice, "/api/rooms/" + fresh + "/join").expect(200);
    }

    @Test
    void directRoomsCountForWhoMadeThem() throws Exception {
        UserPrincipal alice = user();
        fill(alice, 4_999);
        post(user(), "/api/direct", Map.of("user_id", alice.id())).expect(201);
        post(user(), "/api/direct", Map.of("user_id", alice.id())).expect(201);
        post(alice, "/api/direct", Map.of("user_id", user().id())).expect(201);

        post(alice, "/api/direct", Map.of("user_id", user().id())).expect(409);
        post(alice, "/api/rooms", Map.of("name", roomName())).expect(409);
        post(user(), "/api/direct", Map.of("user_id", alice.id())).expect(201);
    }

    @Test
    void onePersonAddsAnotherToSoManyRoomsInARow() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        for (int i = 0; i < 20; i++) {
            post(alice, "/api/rooms/" + room(alice) + "/members", Map.of("user_id", bob.id()))
                    .expect(201);
        }
        post(alice, "/api/rooms/" + room(alice) + "/members", Map.of("user_id", bob.id()))
                .expect(429);
        post(alice, "/api/rooms/" + room(alice) + "/members", Map.of("user_id", user().id()))
                .expect(201);
    }

    @Test
    void aRoomThatWasDeletedHearsOfNoNewNames() throws Exception {
        UserPrincipal alice = user();
        long gone = room(alice);
        long room = room(alice);
        delete(alice, "/api/rooms/" + gone).expect(200);
        patch(alice, "/api/me", Map.of("display_name", "Alice")).expect(200);

        assertThat(events(room).getLast().get("type").stringValue()).isEqualTo("profile_changed");
        assertThat(events(gone).getLast().get("type").stringValue()).isEqualTo("room_deleted");
    }

    @Test
    void ofManyWhoJoinAtOnceNoMoreComeInThanTheMost() throws Exception {
        UserPrincipal alice = user();
        fill(alice, 4_999);
        UserPrincipal bob = user();
        List<Long> rooms = List.of(room(bob), room(bob), room(bob), room(bob));
        AtomicInteger next = new AtomicInteger();

        List<Integer> statuses = atOnce(
                4,
                () -> post(alice, "/api/rooms/" + rooms.get(next.getAndIncrement()) + "/join")
                        .status());

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(3);
    }

    /** Puts the user into so many rooms, past the API. */
    private void fill(UserPrincipal user, int rooms) {
        String prefix = roomName();
        jdbc.sql("""
                        with made as (
                            insert into rooms (name, name_key, version, member_count, created_at, bumped_at)
                            select :prefix || n, :prefix || n, 1, 1, now(), now() from generate_series(1, :rooms) n
                            returning id)
                        insert into members (room_id, user_id, role, joined_at)
                        select id, :user, 'owner', now() from made
                        """)
                .param("prefix", prefix)
                .param("rooms", rooms)
                .param("user", user.id())
                .update();
    }

    @Test
    void badNamesAreRefusedWithTheRule() throws Exception {
        UserPrincipal alice = user();
        for (String body : List.of(
                "{}",
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"name\":\" \\n \"}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"a\\nb\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"name\":\"" + "x".repeat(81) + "\"}")) {
            JsonNode problem = postText(alice, "/api/rooms", body).expect(400).body();
            assertThat(problem.get("errors").get(0).get("field").stringValue())
                    .as(body)
                    .isEqualTo("name");
        }
        for (String body : List.of("", "[]", "\"x\"", "{\"name\":", "{\"name\":{}}")) {
            postText(alice, "/api/rooms", body).expect(400);
        }
        assertThat(results(get(alice, "/api/rooms"))).isEmpty();
    }

    @Test
    void eightyCharactersAreCountedAsPeopleCountThem() throws Exception {
        String name = "%05d".formatted(user().id() % 100_000) + "🚲".repeat(75);

        assertThat(post(user(), "/api/rooms", Map.of("name", name))
                        .expect(201)
                        .body()
                        .get("name")
                        .stringValue())
                .isEqualTo(name);
    }

    @Test
    void whoJoinsIsAMemberAndAllHearOfIt() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        say(alice, room, "hello?").expect(201);

        JsonNode joined = post(bob, "/api/rooms/" + room + "/join").expect(200).body();

        assertThat(joined.get("room").get("member_count").intValue()).isEqualTo(2);
        assertThat(joined.get("room").get("version").longValue()).isEqualTo(3);
        assertThat(joined.get("room").get("last_message").get("content").stringValue())
                .isEqualTo("hello?");
        assertThat(joined.get("room")
                        .get("last_message")
                        .get("user")
                        .get("username")
                        .stringValue())
                .isEqualTo(alice.username());
        assertThat(joined.get("user").get("id").longValue()).isEqualTo(bob.id());
        assertThat(joined.get("room")).isEqualTo(get(bob, "/api/rooms/" + room).body());
        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room, "user:" + bob.id());
        assertThat(event.follows()).containsExactly(new Follow("personal:" + bob.id(), "room:" + room, true));
        assertThat(data(event).get("type").stringValue()).isEqualTo("user_joined");
        assertThat(data(event).get("body"))
                .isEqualTo(json.readTree("""
                {"room": %s, "user": %s, "role": "member", "by": null, "message": null}
                """.formatted(forAll(joined.get("room")), joined.get("user"))));
    }

    @Test
    void joiningTwiceIsAConflictAlsoAtTheSameTime() throws Exception {
        UserPrincipal bob = user();
        long room = room(user());

        List<Answer> answers = atOnce(8, () -> post(bob, "/api/rooms/" + room + "/join"));

        assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(200).contains(409);
        assertThat(answers.stream().filter(answer -> answer.status() == 409).map(Answer::detail))
                .containsOnly("already a member");
        assertThat(get(bob, "/api/rooms/" + room).body().get("member_count").intValue())
                .isEqualTo(2);
        assertThat(log.of("user:" + bob.id())).hasSize(1);
    }

    @Test
    void whoLeavesIsToldLastOfAll() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        JsonNode left = post(bob, "/api/rooms/" + room + "/leave").expect(200).body();

        assertThat(left.get("room").get("member_count").intValue()).isEqualTo(1);
        assertThat(left.get("user").get("id").longValue()).isEqualTo(bob.id());
        assertThat(left.get("room"))
                .isEqualTo(forAll(get(alice, "/api/rooms/" + room).body()));
        Event event = log.of("room:" + room).getLast();
        assertThat(event.topics()).containsExactly("room:" + room, "user:" + bob.id());
        assertThat(event.follows()).containsExactly(new Follow("personal:" + bob.id(), "room:" + room, false));
        assertThat(data(event).get("type").stringValue()).isEqualTo("user_left");
        assertThat(data(event).get("body")).isEqualTo(json.readTree("""
                {"room": %s, "user": %s, "by": null, "owner": null, "message": null}
                """.formatted(left.get("room"), left.get("user"))));
        assertThat(get(bob, "/api/rooms/" + room).expect(404).detail()).isEqualTo("no such room");
        assertThat(post(bob, "/api/rooms/" + room + "/leave").expect(404).detail())
                .isEqualTo("not a member");
        assertThat(log.of("room:" + room)).hasSize(3);
    }

    @Test
    void theLastMemberAndOwnerMayLeaveAndComeBack() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);

        post(alice, "/api/rooms/" + room + "/leave").expect(200);
        JsonNode back = post(alice, "/api/rooms/" + room + "/join").expect(200).body();

        assertThat(back.get("room").get("member_count").intValue()).isEqualTo(1);
        assertThat(back.get("room").get("version").longValue()).isEqualTo(3);
    }

    @Test
    void aRoomOfOthersIsNotToBeSeen() throws Exception {
        UserPrincipal bob = user();
        long room = room(user());

        assertThat(get(bob, "/api/rooms/" + room).expect(404).detail()).isEqualTo("no such room");
        assertThat(results(get(bob, "/api/rooms"))).isEmpty();
        assertThat(get(bob, "/api/sync").expect(200).body().get("rooms").isEmpty())
                .isTrue();
    }

    @Test
    void unknownRoomsAreNotFoundAndWhatIsNoNumberIsMalformed() throws Exception {
        UserPrincipal bob = user();
        for (String id : List.of("999999999", "-1", "0")) {
            get(bob, "/api/rooms/" + id).expect(404);
            get(bob, "/api/rooms/" + id + "/messages").expect(404);
            post(bob, "/api/rooms/" + id + "/join").expect(404);
            post(bob, "/api/rooms/" + id + "/leave").expect(404);
            post(bob, "/api/rooms/" + id + "/messages", Map.of("content", "x")).expect(404);
        }
        for (String id : List.of("x", "1e3", "99999999999999999999")) {
            get(bob, "/api/rooms/" + id).expect(400);
            get(bob, "/api/rooms/" + id + "/messages").expect(400);
            post(bob, "/api/rooms/" + id + "/join").expect(400);
            post(bob, "/api/rooms/" + id + "/leave").expect(400);
            post(bob, "/api/rooms/" + id + "/messages", Map.of("content", "x")).expect(400);
        }
    }

    @Test
    void nothingIsToldToWhomIsNotLoggedIn() throws Exception {
        long room = room(user());
        for (String path : List.of(
                "/api/rooms", "/api/rooms/" + room, "/api/rooms/" + room + "/messages", "/api/search", "/api/sync")) {
            get(null, path).expect(401);
        }
        for (String path : List.of(
                "/api/rooms",
                "/api/rooms/" + room + "/join",
                "/api/rooms/" + room + "/leave",
                "/api/rooms/" + room + "/messages")) {
            post(null, path, Map.of("name", "x", "content", "x")).expect(401);
        }
    }

    @Test
    void myRoomsComePageByPageTheLastBumpedFirst() throws Exception {
        UserPrincipal alice = user();
        List<Long> rooms = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            rooms.addFirst(room(alice));
        }
        long bumped = rooms.remove(4);
        rooms.addFirst(bumped);
        say(alice, bumped, "up").expect(201);

        List<Long> seen = new ArrayList<>();
        String next = "/api/rooms?limit=3";
        int pages = 0;
        while (next != null) {
            Answer page = get(alice, next).expect(200);
            seen.addAll(ids(page));
            next = page.body().get("next").stringValue(null);
            pages++;
        }

        assertThat(seen).isEqualTo(rooms);
        assertThat(pages).isEqualTo(3);
        assertThat(ids(get(alice, "/api/rooms"))).isEqualTo(rooms);
    }

    @Test
    void aMalformedCursorOrLimitIsRefused() throws Exception {
        UserPrincipal alice = user();
        for (String query : List.of(
                "cursor=",
                "cursor=x",
                "cursor=1",
                "cursor=1-99999999999999999999",
                "limit=0",
                "limit=101",
                "limit=x")) {
            get(alice, "/api/rooms?" + query).expect(400);
        }
        assertThat(get(alice, "/api/rooms?cursor=999999999999999999-1")
                        .expect(200)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void roomsAreFoundByPartsOfTheirNamesPageByPage() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        String mark = "Ümläut" + alice.id();
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(post(alice, "/api/rooms", Map.of("name", "Talk & more " + i + " " + mark + "!"))
                    .expect(201)
                    .id());
        }
        post(bob, "/api/rooms/" + made.get(1) + "/join").expect(200);

        List<JsonNode> found = new ArrayList<>();
        String next = Page.link("/api/search", "q", mark.toUpperCase(Locale.ROOT), "limit", "2");
        while (next != null) {
            Answer page = get(bob, next).expect(200);
            found.addAll(results(page));
            next = page.body().get("next").stringValue(null);
        }

        assertThat(found.stream().map(room -> room.get("id").longValue())).isEqualTo(made);
        assertThat(found.stream().map(room -> room.get("is_member").booleanValue()))
                .containsExactly(false, true, false, false, false);
        assertThat(found.stream().map(room -> room.get("member_count").intValue()))
                .containsExactly(1, 2, 1, 1, 1);
        assertThat(found.getFirst().propertyNames())
                .containsExactlyInAnyOrder("id", "name", "topic", "created_at", "is_member", "member_count");
    }

    @Test
    void wildcardsInASearchAreOrdinaryCharacters() throws Exception {
        UserPrincipal alice = user();
        String name = "100%_sure! " + roomName();
        long room = post(alice, "/api/rooms", Map.of("name", name)).expect(201).id();

        assertThat(ids(get(alice, Page.link("/api/search", "q", name)))).containsExactly(room);
        assertThat(ids(get(alice, Page.link("/api/search", "q", "%00%")))).isEmpty();
        assertThat(ids(get(alice, Page.link("/api/search", "q", "1_0%")))).isEmpty();
        get(alice, "/api/search?q=%00").expect(400);
        get(alice, "/api/search?cursor=%00").expect(400);
        get(alice, Page.link("/api/search", "q", "x".repeat(81))).expect(400);
    }

    @Test
    void aSearchForNothingListsAllRooms() throws Exception {
        UserPrincipal alice = user();
        String name = "! first of all " + alice.id();
        long room = post(alice, "/api/rooms", Map.of("name", name)).expect(201).id();

        assertThat(ids(get(alice, "/api/search"))).contains(room);
        assertThat(ids(get(alice, "/api/search?q="))).contains(room);
    }
}
