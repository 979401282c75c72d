package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.hub.StreamPosition;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** State and events equal a fresh fetch: whoever applies what is announced knows what is stored. */
class SyncIT extends ChatIT {
    @Test
    void theStateIsWhoIAmAndAllMyRooms() throws Exception {
        UserPrincipal alice = user();
        long first = room(alice);
        long second = room(alice);
        say(alice, first, "up").expect(201);

        JsonNode state = get(alice, "/api/sync").expect(200).body();

        assertThat(state.propertyNames()).containsExactlyInAnyOrder("position", "me", "rooms");
        assertThat(state.get("position").propertyNames()).containsExactlyInAnyOrder("offset", "epoch");
        assertThat(state.get("me").get("id").longValue()).isEqualTo(alice.id());
        assertThat(state.get("rooms")).isEqualTo(get(alice, "/api/rooms").body().get("results"));
        assertThat(state.get("rooms").values().stream()
                        .map(room -> room.get("id").longValue()))
                .containsExactly(first, second);
    }

    @Test
    void messageAddedOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        room(bob);
        Client client = new Client(bob);

        say(alice, room, "one").expect(201);
        say(bob, room, "two").expect(201);

        client.catchesUp();
    }

    @Test
    void userJoinedOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice);
        say(alice, room, "anybody?").expect(201);
        Client ofAlice = new Client(alice);
        Client ofBob = new Client(bob);

        post(bob, "/api/rooms/" + room + "/join").expect(200);
        post(carol, "/api/rooms/" + room + "/join").expect(200);

        ofAlice.catchesUp();
        ofBob.catchesUp();
    }

    @Test
    void userLeftOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob, carol);
        Client ofAlice = new Client(alice);
        Client ofBob = new Client(bob);

        post(carol, "/api/rooms/" + room + "/leave").expect(200);
        post(bob, "/api/rooms/" + room + "/leave").expect(200);
        say(alice, room, "alone at last").expect(201);

        ofAlice.catchesUp();
        ofBob.catchesUp();
        assertThat(ofBob.rooms).isEmpty();
    }

    @Test
    void aNewRoomOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        Client client = new Client(alice);

        say(alice, room(alice), "first").expect(201);

        client.catchesUp();
    }

    @Test
    void leavingAndComingBackOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        Client client = new Client(bob);

        post(bob, "/api/rooms/" + room + "/leave").expect(200);
        say(alice, room, "unheard").expect(201);
        post(bob, "/api/rooms/" + room + "/join").expect(200);
        say(alice, room, "welcome back").expect(201);

        client.catchesUp();
    }

    /** A client as the contract describes it: loads its state once, then only applies events. */
    private final class Client {
        private final UserPrincipal user;
        private final Map<Long, JsonNode> rooms = new HashMap<>();
        private final int heard;
        private final Listener listener = new Listener();

        Client(UserPrincipal user) throws Exception {
            this.user = user;
            heard = log.heardBy(user.id()).size();
            JsonNode state = get(user, "/api/sync").expect(200).body();
            state.get("rooms").values().forEach(room -> rooms.put(id(room), room));
            StreamPosition position = json.treeToValue(state.get("position"), StreamPosition.class);
            hub.subscribe("personal:" + user.id(), listener, position);
        }

        /** Applies what it has missed, each event twice; then once more all of it on the fresh state. */
        void catchesUp() throws Exception {
            List<JsonNode> missed = log.heardBy(user.id()).stream()
                    .skip(heard)
                    .map(SyncIT.this::data)
                    .toList();
            assertThat(missed).isNotEmpty();
            // The position may lie before events that are in the state already, never after one that is not.
            await().untilAsserted(() -> assertThat(listener.received()).endsWith(missed.toArray(JsonNode[]::new)));
            List<JsonNode> received = listener.received();
            for (JsonNode event : received) {
                apply(event);
                apply(event);
            }
            assertEqualsFreshFetch();
            received.forEach(this::apply);
            assertEqualsFreshFetch();
        }

        private void assertEqualsFreshFetch() throws Exception {
            JsonNode fresh = get(user, "/api/sync").expect(200).body().get("rooms");
            assertThat(rooms.values().stream()
                            .sorted(Comparator.comparing((JsonNode room) ->
                                            room.get("bumped_at").stringValue())
                                    .thenComparing(SyncIT::id)
                                    .reversed())
                            .toList())
                    .isEqualTo(List.copyOf(fresh.values()));
        }

        private void apply(JsonNode event) {
            JsonNode body = event.get("body");
            JsonNode room = body.get("room");
            JsonNode known = rooms.get(id(room));
            boolean ofMe = body.get("user").get("id").longValue() == user.id();
            if (known != null && version(room) <= version(known)) {
                return;
            }
            switch (event.get("type").stringValue()) {
                case "message_added" -> {
                    if (known == null) {
                        return;
                    }
                    ObjectNode last = json.createObjectNode();
                    for (String field : List.of("id", "content", "user", "created_at")) {
                        last.set(field, body.get(field));
                    }
                    ObjectNode changed = (ObjectNode) known.deepCopy();
                    changed.set("version", room.get("version"));
                    changed.set("bumped_at", room.get("bumped_at"));
                    changed.set("last_message", last);
                    rooms.put(id(room), changed);
                }
                case "user_joined" -> {
                    if (known != null || ofMe) {
                        rooms.put(id(room), room);
                    }
                }
                case "user_left" -> {
                    if (ofMe) {
                        rooms.remove(id(room));
                    } else if (known != null) {
                        rooms.put(id(room), room);
                    }
                }
                default -> throw new AssertionError("unknown event " + event);
            }
        }
    }

    private static long id(JsonNode node) {
        return node.get("id").longValue();
    }

    private static long version(JsonNode room) {
        return room.get("version").longValue();
    }
}
