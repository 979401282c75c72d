package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Invitations by link. */
class InvitesIT extends ChatIT {

    @Test
    void anInvitationHasACodeThatNobodyGuesses() throws Exception {
        UserPrincipal alice = user();
        long room = privateRoom(alice);

        JsonNode invite = invite(alice, room, "{}");

        String code = invite.get("code").stringValue();
        assertThat(code).matches("[A-Za-z0-9_-]{22}");
        assertThat(invite).isEqualTo(json.readTree("""
                {"code": "%s", "url": "/invite/%s", "room_id": %d, "created_by": %s, "created_at": %s, "expires_at": %s,
                 "max_uses": null, "uses": 0}
                """.formatted(
                code, code, room, get(alice, "/api/me").body(), invite.get("created_at"), invite.get("expires_at"))));
        assertThat(Duration.between(time(invite, "created_at"), time(invite, "expires_at")))
                .isEqualTo(Duration.ofDays(7));
        JsonNode other = invite(alice, room, "{\"expires_in\": 60, \"max_uses\": 3}");
        assertThat(Duration.between(time(other, "created_at"), time(other, "expires_at")))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(other.get("max_uses").intValue()).isEqualTo(3);
        assertThat(results(get(alice, "/api/rooms/" + room + "/invites").expect(200)))
                .containsExactly(other, invite);
    }

    @Test
    void whoIsInvitedSeesWhereToAndComesIn() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = privateRoom(alice);
        String code = code(alice, room, "{\"max_uses\": 1}");

        JsonNode preview = get(bob, "/api/invites/" + code).expect(200).body();
        JsonNode accepted =
                post(bob, "/api/invites/" + code + "/accept").expect(200).body();

        JsonNode fresh = get(bob, "/api/rooms/" + room).expect(200).body();
        assertThat(preview).isEqualTo(json.readTree("""
                {"room": {"id": %d, "name": %s, "topic": "", "member_count": 1}, "by": %s, "is_member": false}
                """.formatted(
                        room, fresh.get("name"), get(alice, "/api/me").body())));
        assertThat(accepted).isEqualTo(json.readTree("""
                {"room": %s, "user": %s}
                """.formatted(
                        fresh, get(bob, "/api/me").body())));
        JsonNode message =
                results(get(alice, "/api/rooms/" + room + "/messages")).getFirst();
        assertThat(message.get("content").stringValue()).isEqualTo(bob.username() + " joined by invitation");
        assertThat(events(room).getLast()).isEqualTo(json.readTree("""
                {"type": "user_joined", "body": {"room": %s, "user": %s, "role": "member", "by": %s, "message": %s}}
                """.formatted(
                forAll(fresh), accepted.get("user"), get(alice, "/api/me").body(), message)));
        // Once more, as after a lost answer: nothing happens.
        assertThat(post(bob, "/api/invites/" + code + "/accept").expect(200).body())
                .isEqualTo(accepted);
        assertThat(events(room)).hasSize(2);
        assertThat(get(user(), "/api/invites/" + code).expect(404).detail())
                .isEqualTo("no such invitation, or it is no longer good");
        post(user(), "/api/invites/" + code + "/accept").expect(404);
        assertThat(results(get(alice, "/api/rooms/" + room + "/invites"))).isEmpty();
    }

    @Test
    void aMemberUsesNothingUp() throws Exception {
        UserPrincipal alice = user();
        long room = privateRoom(alice);
        String code = code(alice, room, "{\"max_uses\": 1}");

        assertThat(get(alice, "/api/invites/" + code).body().get("is_member").booleanValue())
                .isTrue();
        post(alice, "/api/invites/" + code + "/accept").expect(200);

        post(user(), "/api/invites/" + code + "/accept").expect(200);
    }

    @Test
    void whoWasRemovedComesInOnlyIfAdded() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long room = post(alice, "/api/rooms", Map.of("name", roomName(), "kind", "private"))
                .expect(201)
                .id();
        String members = "/api/rooms/" + room + "/members";
        post(alice, members, Map.of("user_id", bob.id())).expect(201);
        patch(alice, members + "/" + bob.id(), Map.of("role", "admin")).expect(200);
        String theirs = code(bob, room, "{}");
        String hers = code(alice, room, "{}");
        delete(alice, members + "/" + bob.id()).expect(200);

        post(bob, "/api/invites/" + hers + "/accept").expect(403);
        post(bob, "/api/invites/" + theirs + "/accept").expect(404);
        post(carol, "/api/invites/" + theirs + "/accept").expect(404);
        post(carol, "/api/invites/" + hers + "/accept").expect(200);

        post(alice, members, Map.of("user_id", bob.id())).expect(201);
        post(bob, "/api/rooms/" + room + "/leave").expect(200);
        post(bob, "/api/invites/" + hers + "/accept").expect(200);
    }

    @Test
    void ofManyWhoComeAtOnceTheLastUseLetsOneIn() throws Exception {
        UserPrincipal alice = user();
        long room = privateRoom(alice);
        String code = code(alice, room, "{\"max_uses\": 1}");
        var people = new ConcurrentLinkedQueue<>(List.of(user(), user(), user(), user(), user(), user()));

        List<Integer> statuses = atOnce(
                6,
                () -> post(people.remove(), "/api/invites/" + code + "/accept").status());

        assertThat(statuses).containsOnlyOnce(200).contains(404);
        assertThat(get(alice, "/api/rooms/" + room).body().get("member_count").intValue())
                .isEqualTo(2);
    }

    @Test
    void onePersonWhoComesManyTimesAtOnceUsesItOnce() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = privateRoom(alice);
        String code = code(alice, room, "{\"max_uses\": 2}");

        List<Integer> statuses =
                atOnce(6, () -> post(bob, "/api/invites/" + code + "/accept").status());

        assertThat(statuses).containsOnly(200);
        assertThat(results(get(alice, "/api/rooms/" + room + "/invites"))
                        .getFirst()
                        .get("uses")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void whatIsExpiredRevokedOrUnknownIsNotFound() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = privateRoom(alice);
        String expired = code(alice, room, "{}");
        String revoked = code(alice, room, "{}");
        jdbc.sql("update invites set expires_at = now() - interval '1 second' where code = ?")
                .param(expired)
                .update();
        delete(bob, "/api/invites/" + revoked).expect(404);
        delete(alice, "/api/invites/" + revoked).expect(200);

        for (String code : List.of(expired, revoked, "unknown", "%20", "%F0%9F%9A%B2")) {
            assertThat(get(bob, "/api/invites/" + code).status()).as(code).isEqualTo(404);
        }
        for (String code : List.of(expired, revoked, "unknown")) {
            assertThat(post(bob, "/api/invites/" + code + "/accept").status())
                    .as(code)
                    .isEqualTo(404);
        }
        delete(alice, "/api/invites/" + revoked).expect(404);
        assertThat(results(get(alice, "/api/rooms/" + room + "/invites"))).isEmpty();
    }

    @Test
    void badTermsAreRefusedWithTheRule() throws Exception {
        UserPrincipal alice = user();
        String path = "/api/rooms/" + privateRoom(alice) + "/invites";
        var fields = new ArrayDeque<>(List.of("expires_in", "expires_in", "max_uses"));
        for (String body : List.of("{\"expires_in\": 0}", "{\"expires_in\": 2592001}", "{\"max_uses\": 0}")) {
            JsonNode problem = postText(alice, path, body).expect(400).body();
            assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo(fields.remove());
        }
        postText(alice, path, "{\"max_uses\": \"x\"}").expect(400);
        postText(alice, path, "{\"expires_in\": 2592000}").expect(201);
    }

    @Test
    void aRoomHasNoMoreInvitationsThanTheMost() throws Exception {
        UserPrincipal alice = user();
        long room = privateRoom(alice);
        jdbc.sql("""
                        insert into invites (code, room_id, created_by, created_at, expires_at)
                        select 'many-' || :room || '-' || n, :room, :user, now(), now() + interval '1 hour'
                        from generate_series(1, 99) n
                        """).param("room", room).param("user", alice.id()).update();

        invite(alice, room, "{}");
        assertThat(postText(alice, "/api/rooms/" + room + "/invites", "{}")
                        .expect(409)
                        .detail())
                .isEqualTo("a room has 100 invitations at the most: revoke one first");
    }

    private long privateRoom(UserPrincipal owner) throws Exception {
        return post(owner, "/api/rooms", Map.of("name", roomName(), "kind", "private"))
                .expect(201)
                .id();
    }

    private JsonNode invite(UserPrincipal by, long room, String terms) throws Exception {
        return postText(by, "/api/rooms/" + room + "/invites", terms)
                .expect(201)
                .body();
    }

    private String code(UserPrincipal by, long room, String terms) throws Exception {
        return invite(by, room, terms).get("code").stringValue();
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.get(field).stringValue());
    }
}
