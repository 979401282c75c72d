package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** How far people have read, who is told, and which rooms they do not want to hear of. */
class ReadIT extends ChatIT {
    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Rooms rooms;

    @Test
    void whatIsReadIsToldToOnesOwnDevicesAndToThoseWhoAreThere() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        say(alice, room, "one").expect(201);
        long two = say(alice, room, "two").expect(201).id();
        say(alice, room, "three").expect(201);

        JsonNode answer = read(bob, room, two).expect(200).body();

        assertThat(answer).isEqualTo(json.readTree("""
                        {"unread_count": 1, "mention_count": 0, "unread_mentions": [],
                         "last_read_message_id": %d, "last_read_seq": 2}""".formatted(two)));
        assertThat(log.of("user:" + bob.id())).hasSize(2).last().satisfies(event -> {
            assertThat(event.topics()).containsExactly("user:" + bob.id(), "here:" + room);
            assertThat(data(event)).isEqualTo(json.readTree("""
                            {"type": "read_changed", "body": {"room": {"id": %d}, "user": %s,
                             "last_read_message_id": %d, "last_read_seq": 2}}""".formatted(
                            room, get(bob, "/api/me").body(), two)));
        });
        JsonNode mine = get(bob, "/api/rooms/" + room).body();
        answer.propertyNames().forEach(field -> assertThat(mine.get(field)).isEqualTo(answer.get(field)));
    }

    @Test
    void markersOnlyMoveForwardAndNothingIsToldWhenTheyDoNot() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long one = say(alice, room, "one").expect(201).id();
        long two = say(alice, room, "two").expect(201).id();
        JsonNode furthest = read(bob, room, two).expect(200).body();
        List<Event> told = log.of("user:" + bob.id());

        assertThat(read(bob, room, one).expect(200).body()).isEqualTo(furthest);
        assertThat(read(bob, room, two).expect(200).body()).isEqualTo(furthest);

        assertThat(log.of("user:" + bob.id())).isEqualTo(told);
    }

    @Test
    void whoWritesHasRead() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long one = say(alice, room, "one").expect(201).id();
        long two = say(bob, room, "two").expect(201).id();

        JsonNode answer = read(bob, room, one).expect(200).body();

        assertThat(answer.get("last_read_message_id").longValue()).isEqualTo(two);
        assertThat(answer.get("unread_count").longValue()).isZero();
    }

    @Test
    void aSystemMessageIsReadLikeAnyOtherAndCountsForNothing() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        say(alice, room, "one").expect(201);
        long system = jdbc.sql("""
                        insert into messages (room_id, author_id, content, version, seq, kind, created_at)
                        select id, :author, 'something happened', version, seq, 'system', now() from rooms where id = :room
                        returning id
                        """)
                .param("author", alice.id())
                .param("room", room)
                .query(Long.class)
                .single();

        JsonNode answer = read(bob, room, system).expect(200).body();

        assertThat(answer.get("last_read_message_id").longValue()).isEqualTo(system);
        assertThat(answer.get("last_read_seq").longValue()).isEqualTo(1);
        assertThat(answer.get("unread_count").longValue()).isZero();
    }

    @Test
    void mentionsThatAreReadAreNotCounted() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        List<Long> ids = new ArrayList<>();
        for (long mentioned : new long[] {bob.id(), 0, alice.id(), bob.id()}) {
            long id = say(alice, room, "you").expect(201).id();
            jdbc.sql("insert into mentions (message_id, room_id, user_id) values (?, ?, ?)")
                    .params(id, room, mentioned)
                    .update();
            ids.add(id);
        }
        jdbc.sql("insert into mentions (message_id, room_id, user_id) values (?, ?, 0)")
                .params(ids.getLast(), room)
                .update();

        JsonNode answer = read(bob, room, ids.getFirst()).expect(200).body();

        assertThat(answer.get("mention_count").longValue()).isEqualTo(2);
        assertThat(answer.get("unread_mentions"))
                .isEqualTo(json.readTree("[%d, %d]".formatted(ids.get(3), ids.get(1))));
    }

    @Test
    void readingDoesNotWaitForTheRoom() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long one = say(alice, room, "one").expect(201).id();

        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            transactions.executeWithoutResult(locked -> {
                assertThat(rooms.lock(room)).isPresent();
                Future<Answer> answer = other.submit(() -> read(bob, room, one));
                await().until(answer::isDone);
                assertThat(answer.resultNow().status()).isEqualTo(200);
            });
        }
    }

    @Test
    void ofTwoDevicesAtOnceTheOneThatIsFurtherCounts() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        for (int round = 0; round < 20; round++) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(say(alice, room, "message").expect(201).id());
            }
            AtomicInteger device = new AtomicInteger();

            List<Answer> answers = atOnce(4, () -> read(bob, room, ids.get(device.getAndIncrement())));

            answers.forEach(answer -> answer.expect(200));
            JsonNode mine = get(bob, "/api/rooms/" + room).body();
            assertThat(mine.get("last_read_message_id").longValue()).isEqualTo(ids.getLast());
            assertThat(mine.get("unread_count").longValue()).isZero();
        }
        assertThat(log.of("user:" + bob.id()).stream()
                        .map(this::data)
                        .filter(event -> event.get("type").stringValue().equals("read_changed"))
                        .map(event ->
                                event.get("body").get("last_read_message_id").longValue()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void readingAndWritingAtOnceLeavesTheMarkerAtTheMessageThatWasWritten() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        for (int round = 0; round < 20; round++) {
            long known = say(alice, room, "message").expect(201).id();
            AtomicInteger device = new AtomicInteger();

            List<Answer> answers =
                    atOnce(2, () -> device.getAndIncrement() == 0 ? read(bob, room, known) : say(bob, room, "answer"));

            long written = answers.stream()
                    .filter(answer -> answer.status() == 201)
                    .findFirst()
                    .orElseThrow()
                    .id();
            JsonNode mine = get(bob, "/api/rooms/" + room).body();
            assertThat(mine.get("last_read_message_id").longValue()).isEqualTo(written);
            assertThat(mine.get("unread_count").longValue()).isZero();
        }
    }

    @Test
    void onlyAMessageOfTheRoomCanBeRead() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long elsewhere = say(alice, room(alice), "elsewhere").expect(201).id();
        long here = say(alice, room, "here").expect(201).id();

        for (long other : new long[] {elsewhere, 0, -1, Long.MAX_VALUE}) {
            assertThat(read(bob, room, other).expect(404).detail()).isEqualTo("no such message in this room");
            receipts(bob, room, other).expect(404);
        }
        assertThat(read(user(), room, here).expect(404).detail()).isEqualTo("no such room");
        assertThat(read(bob, 0, here).expect(404).detail()).isEqualTo("no such room");
        read(null, room, here).expect(401);
        for (String malformed : List.of("{}", "{\"message_id\": null}", "{\"message_id\": \"x\"}", "[", "")) {
            putText(bob, "/api/rooms/" + room + "/read", malformed).expect(400);
        }
        assertThat(get(bob, "/api/rooms/" + room).body().get("last_read_message_id"))
                .isEqualTo(json.nullNode());
    }

    @Test
    void whoHasLeftHasNothingToRead() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long one = say(alice, room, "one").expect(201).id();
        post(bob, "/api/rooms/" + room + "/leave").expect(200);

        read(bob, room, one).expect(404);
        receipts(bob, room, one).expect(404);
        mute(bob, room, true).expect(404);
    }

    @Test
    void receiptsAreThoseOfTheOthers() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob, carol);
        long one = say(alice, room, "one").expect(201).id();
        long two = say(alice, room, "two").expect(201).id();
        read(bob, room, two).expect(200);
        read(carol, room, one).expect(200);

        assertThat(receipts(alice, room, one).expect(200).body()).isEqualTo(json.readTree("""
                        {"results": [{"user": %s, "last_read_message_id": %d}, {"user": %s, "last_read_message_id": %d}]}
                        """.formatted(
                        get(bob, "/api/me").body(), two, get(carol, "/api/me").body(), one)));
        assertThat(results(receipts(alice, room, two).expect(200))).hasSize(1);
        assertThat(results(receipts(bob, room, two).expect(200)))
                .singleElement()
                .satisfies(receipt ->
                        assertThat(receipt.get("user").get("id").longValue()).isEqualTo(alice.id()));
        receipts(user(), room, one).expect(404);
        receipts(null, room, one).expect(401);
        get(alice, "/api/rooms/" + room + "/receipts").expect(400);
        get(alice, "/api/rooms/" + room + "/receipts?message_id=x").expect(400);
    }

    @Test
    void inALargeRoomNobodyIsToldWhatOthersHaveRead() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long one = say(alice, room, "one").expect(201).id();
        long two = say(alice, room, "two").expect(201).id();

        members(room, ReadService.MOST_WITH_RECEIPTS);
        receipts(alice, room, one).expect(200);
        read(bob, room, one).expect(200);
        assertThat(log.of("here:" + room)).hasSize(1);

        members(room, ReadService.MOST_WITH_RECEIPTS + 1);
        receipts(alice, room, one).expect(409);
        read(bob, room, two).expect(200);
        assertThat(log.of("here:" + room)).hasSize(1);
        assertThat(log.of("user:" + bob.id()).getLast().topics()).containsExactly("user:" + bob.id());
    }

    private void members(long room, int count) {
        jdbc.sql("update rooms set member_count = ? where id = ?")
                .params(count, room)
                .update();
    }

    @Test
    void aRoomIsMutedForOneselfAndOnesOwnDevicesAreTold() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);

        for (boolean muted : new boolean[] {true, true, false, false}) {
            assertThat(mute(bob, room, muted).expect(200).body())
                    .isEqualTo(json.readTree("{\"muted\": %s}".formatted(muted)));
            assertThat(get(bob, "/api/rooms/" + room).body().get("muted").booleanValue())
                    .isEqualTo(muted);
        }

        assertThat(get(alice, "/api/rooms/" + room).body().get("muted").booleanValue())
                .isFalse();
        assertThat(log.of("user:" + bob.id()).stream()
                        .map(this::data)
                        .filter(event -> event.get("type").stringValue().equals("mute_changed")))
                .containsExactly(muteChanged(room, true), muteChanged(room, false));
        assertThat(log.of("user:" + bob.id()).getLast().topics()).containsExactly("user:" + bob.id());
    }

    private JsonNode muteChanged(long room, boolean muted) {
        return json.readTree("{\"type\": \"mute_changed\", \"body\": {\"room\": {\"id\": %d}, \"muted\": %s}}"
                .formatted(room, muted));
    }

    @Test
    void mutingAtOnceTellsOnce() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);

        atOnce(4, () -> mute(alice, room, true)).forEach(answer -> answer.expect(200));

        assertThat(log.of("user:" + alice.id()).stream()
                        .map(this::data)
                        .filter(event -> event.get("type").stringValue().equals("mute_changed")))
                .hasSize(1);
    }

    @Test
    void onlyMembersMuteARoom() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);

        mute(user(), room, true).expect(404);
        mute(user(), room, false).expect(404);
        mute(alice, 0, true).expect(404);
        mute(null, room, true).expect(401);
        for (String malformed : List.of("{}", "{\"muted\": null}", "{\"muted\": \"x\"}", "[", "")) {
            putText(alice, "/api/rooms/" + room + "/mute", malformed).expect(400);
        }
    }

    private Answer read(@Nullable UserPrincipal user, long room, long message) throws Exception {
        return put(user, "/api/rooms/" + room + "/read", Map.of("message_id", message));
    }

    private Answer receipts(@Nullable UserPrincipal user, long room, long message) throws Exception {
        return get(user, "/api/rooms/" + room + "/receipts?message_id=" + message);
    }

    private Answer mute(@Nullable UserPrincipal user, long room, boolean muted) throws Exception {
        return put(user, "/api/rooms/" + room + "/mute", Map.of("muted", muted));
    }

    private Answer putText(@Nullable UserPrincipal user, String path, String body) throws Exception {
        return send(withBody(HttpMethod.PUT, path, body), user);
    }
}
