package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.account.UserPrincipal;
import dev.gapless.hub.StreamPosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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
        assertThat(ofBob.device.rooms()).isEmpty();
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

    @Test
    void whatIsReadAndMutedOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long first = say(alice, room, "one").expect(201).id();
        long second = say(alice, room, "two").expect(201).id();
        say(alice, room, "three").expect(201);
        Client client = new Client(bob);

        put(bob, "/api/rooms/" + room + "/read", Map.of("message_id", second)).expect(200);
        put(bob, "/api/rooms/" + room + "/read", Map.of("message_id", first)).expect(200);
        put(bob, "/api/rooms/" + room + "/mute", Map.of("muted", true)).expect(200);
        say(alice, room, "four").expect(201);

        client.catchesUp();
    }

    @Test
    void theAuthorsOtherDevicesKnowThatItHasRead() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        Client client = new Client(bob);

        say(alice, room, "one").expect(201);
        long last = say(bob, room, "two").expect(201).id();

        client.catchesUp();
        JsonNode shown = client.device.rooms().getFirst();
        assertThat(shown.get("unread_count").longValue()).isZero();
        assertThat(shown.get("last_read_message_id").longValue()).isEqualTo(last);
    }

    @Test
    void whatHappensToRoomsAndTheirMembersOnTopOfTheStateEqualsAFreshFetch() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = room(alice, bob);
        long gone = room(alice, bob);
        say(alice, room, "one").expect(201);
        Client ofAlice = new Client(alice);
        Client ofBob = new Client(bob);
        Client ofCarol = new Client(carol);
        String path = "/api/rooms/" + room;

        post(bob, path + "/members", Map.of("user_id", carol.id())).expect(201);
        patch(alice, path, Map.of("name", roomName(), "topic", "Plans")).expect(200);
        patch(alice, path + "/members/" + bob.id(), Map.of("role", "admin")).expect(200);
        patch(alice, path + "/members/" + carol.id(), Map.of("role", "owner")).expect(200);
        delete(alice, "/api/rooms/" + gone).expect(200);
        post(carol, "/api/direct", Map.of("user_id", bob.id())).expect(201);
        post(carol, path + "/leave").expect(200);
        say(bob, room, "two").expect(201);
        String closed = "/api/rooms/"
                + post(alice, "/api/rooms", Map.of("name", roomName(), "kind", "private"))
                        .expect(201)
                        .id();
        String code = post(alice, closed + "/invites", Map.of())
                .expect(201)
                .body()
                .get("code")
                .stringValue();
        post(bob, "/api/invites/" + code + "/accept").expect(200);
        post(carol, "/api/invites/" + code + "/accept").expect(200);
        delete(alice, closed + "/members/" + carol.id()).expect(200);

        ofAlice.catchesUp();
        ofBob.catchesUp();
        ofCarol.catchesUp();
        assertThat(ofCarol.device.rooms()).hasSize(1);
    }

    /** Loads its state once, then only applies events. */
    private final class Client {
        private final UserPrincipal user;
        private final Device device;
        private final int heard;
        private final Listener listener = new Listener();

        Client(UserPrincipal user) throws Exception {
            this.user = user;
            heard = log.heardBy(user.id()).size();
            JsonNode state = get(user, "/api/sync").expect(200).body();
            device = new Device(state);
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
                device.apply(event);
                device.apply(event);
            }
            assertEqualsFreshFetch();
            received.forEach(device::apply);
            assertEqualsFreshFetch();
        }

        private void assertEqualsFreshFetch() throws Exception {
            JsonNode fresh = get(user, "/api/sync").expect(200).body().get("rooms");
            // As read from text: there a number is the same number, whatever held it before.
            assertThat(json.readTree(device.rooms().toString())).isEqualTo(fresh);
        }
    }
}
