package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What is unread is never counted, only derived, so it cannot drift: three people do a thousand random things at the same
 * time, each with three devices that come and go, and again and again what the API says equals what the database holds and
 * what each device has made of events.
 */
class CountsIT extends ChatIT {
    private static final int ROUNDS = 45;
    private static final int ACTIONS = 8;

    /** After so many, all devices are there: none has missed more than is kept. */
    private static final int ROUNDS_AWAY = 9;

    @Test
    void afterAThousandRandomThingsAllAgreeOnWhatIsUnread() throws Exception {
        long seed = System.nanoTime();
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        List<Long> rooms = List.of(room(alice, bob, carol), room(alice, bob, carol));
        List<String> names = List.of(alice.username(), bob.username(), carol.username());
        List<Person> people = new ArrayList<>();
        for (UserPrincipal user : List.of(alice, bob, carol)) {
            people.add(new Person(user, rooms, names, new Random(seed + user.id())));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(people.size())) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<?>> acting = new ArrayList<>();
                for (Person person : people) {
                    acting.add(threads.submit(() -> {
                        person.act();
                        return null;
                    }));
                }
                for (Future<?> each : acting) {
                    each.get();
                }
                for (Person person : people) {
                    if (round % ROUNDS_AWAY == ROUNDS_AWAY - 1) {
                        person.isHere();
                    }
                    person.allAgree("round " + round + " of seed " + seed);
                }
            }
        }
    }

    /** Somebody who does things at random, and the devices that hear of them. */
    private final class Person {
        private final UserPrincipal user;
        private final List<Long> rooms;
        private final List<String> names;
        private final Random random;
        private final Set<Long> joined;
        private final List<Tab> tabs = new ArrayList<>();

        Person(UserPrincipal user, List<Long> rooms, List<String> names, Random random) throws Exception {
            this.user = user;
            this.rooms = rooms;
            this.names = names;
            this.random = random;
            joined = new HashSet<>(rooms);
            for (int i = 0; i < 3; i++) {
                tabs.add(new Tab(hub, get(user, "/api/sync").expect(200).body()));
            }
        }

        void act() throws Exception {
            for (int i = 0; i < ACTIONS; i++) {
                long room = oneOf(rooms);
                if (!joined.contains(room)) {
                    post(user, "/api/rooms/" + room + "/join").expect(200);
                    joined.add(room);
                } else {
                    actIn(room);
                }
            }
        }

        private void actIn(long room) throws Exception {
            String path = "/api/rooms/" + room;
            switch (random.nextInt(17)) {
                case 0, 1, 2, 3 -> say(user, room, "words").expect(201);
                case 4 -> say(user, room, "a word with @" + oneOf(names)).expect(201);
                case 5 -> say(user, room, "@room and @" + oneOf(names)).expect(201);
                case 6, 7, 8, 9 -> {
                    List<Long> newest =
                            ids(get(user, path + "/messages?limit=10").expect(200));
                    if (!newest.isEmpty()) {
                        put(user, path + "/read", Map.of("message_id", oneOf(newest)))
                                .expect(200);
                    }
                }
                case 10 ->
                    put(user, path + "/mute", Map.of("muted", random.nextBoolean()))
                            .expect(200);
                case 11 -> {
                    post(user, path + "/leave").expect(200);
                    joined.remove(room);
                }
                case 12 -> {
                    List<Long> own = own(path);
                    if (!own.isEmpty()) {
                        delete(user, "/api/messages/" + oneOf(own)).expect(200);
                    }
                }
                case 13, 14 -> {
                    List<Long> own = own(path);
                    if (!own.isEmpty()) {
                        String content = oneOf(List.of("other words", "@room, after all", "now with @" + oneOf(names)));
                        patch(user, "/api/messages/" + oneOf(own), Map.of("content", content))
                                .expect(200);
                    }
                }
                default -> oneOf(tabs).comeOrGo();
            }
        }

        /** What the user has said lately, and not taken back. */
        private List<Long> own(String path) throws Exception {
            return results(get(user, path + "/messages?limit=30").expect(200)).stream()
                    .filter(message -> message.get("kind").stringValue().equals("text"))
                    .filter(message -> message.get("user").get("id").longValue() == user.id())
                    .filter(message -> message.get("deleted_at").isNull())
                    .map(message -> message.get("id").longValue())
                    .toList();
        }

        private <T> T oneOf(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        /** With all devices. */
        void isHere() {
            tabs.stream().filter(tab -> !tab.isHere()).forEach(Tab::comeOrGo);
        }

        /** Devices that are here; the others have yet to hear of it. */
        void allAgree(String when) throws Exception {
            JsonNode told = get(user, "/api/sync").expect(200).body().get("rooms");
            for (JsonNode room : told.values()) {
                assertThat(List.of(
                                room.get("unread_count").longValue(),
                                room.get("mention_count").longValue()))
                        .as(when)
                        .isEqualTo(counted(room.get("id").longValue()));
            }
            for (Tab tab : tabs) {
                assertThat(tab.mishaps()).as(when).isEmpty();
                if (tab.isHere()) {
                    await().untilAsserted(
                                    () -> assertThat(json.readTree(tab.rooms().toString()))
                                            .as(when)
                                            .isEqualTo(told));
                }
            }
        }

        /** Unread texts and mentions, counted one by one. */
        private List<Long> counted(long room) {
            return List.of(count("""
                            select count(*) from messages m join members me on me.room_id = m.room_id and me.user_id = :user
                            where m.room_id = :room and m.kind = 'text' and m.id > coalesce(me.last_read_message_id, 0)
                            """, room), count("""
                            select count(distinct x.message_id)
                            from mentions x join members me on me.room_id = x.room_id and me.user_id = :user
                            where x.room_id = :room and x.user_id in (0, me.user_id)
                              and x.message_id > coalesce(me.last_read_message_id, 0)
                            """, room));
        }

        private long count(String sql, long room) {
            return jdbc.sql(sql)
                    .param("user", user.id())
                    .param("room", room)
                    .query(Long.class)
                    .single();
        }
    }
}
