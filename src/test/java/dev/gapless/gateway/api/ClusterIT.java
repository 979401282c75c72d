package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import dev.gapless.account.Presence;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Two servers on one database: what is asked of one concerns the clients of both. */
class ClusterIT {
    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer first;

    @SuppressWarnings("NullAway.Init") // by start
    private static ApiServer second;

    private final String channel = unique("news:");
    private final String user = unique("user");

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.create();
        first = ApiServer.start(database, "first");
        second = ApiServer.start(database, "second");
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @Test
    void whatIsPublishedAtOneReachesTheClientsOfTheOther() {
        try (Client here = first.connect(user);
                Client there = second.connect(user)) {
            here.subscribe(channel);
            there.subscribe(channel);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ApiServer server = i % 2 == 0 ? first : second;
                server.result("publish", "{\"channel\":\"%s\",\"data\":%d}".formatted(channel, i));
                sent.add(Integer.toString(i));
            }
            here.published(channel, "19");
            there.published(channel, "19");
            assertThat(here.data(channel)).isEqualTo(sent);
            assertThat(there.data(channel)).isEqualTo(sent);
        }
    }

    @Test
    void theSameKeyAtBothServersIsOnePublication() {
        String request = "{\"channel\":\"%s\",\"data\":1,\"idempotency_key\":\"once\"}".formatted(channel);
        JsonNode placed = first.result("publish", request);
        assertThat(second.result("publish", request)).isEqualTo(placed);
    }

    @Test
    void usersAreDisconnectedAtBoth() {
        try (Client here = first.connect(user);
                Client there = second.connect(user)) {
            first.result("disconnect", "{\"user\":\"%s\"}".formatted(user));
            assertThat(here.closed()).isEqualTo(3503);
            assertThat(there.closed()).isEqualTo(3503);
        }
    }

    @Test
    void usersAreSubscribedAndUnsubscribedAtTheOther() {
        try (Client there = second.connect(user)) {
            first.result("subscribe", "{\"user\":\"%s\",\"channel\":\"%s\"}".formatted(user, channel));
            there.pushed("subscribe", channel, any -> true);
            first.result("publish", "{\"channel\":\"%s\",\"data\":1}".formatted(channel));
            there.published(channel, "1");
            first.result("unsubscribe", "{\"user\":\"%s\",\"channel\":\"%s\"}".formatted(user, channel));
            assertThat(there.pushed("unsubscribe", channel, any -> true)
                            .path("code")
                            .asInt())
                    .isEqualTo(2000);
        }
    }

    @Test
    void connectionsExpireAtTheOther() {
        try (Client there = second.connect(user)) {
            first.result("refresh", "{\"user\":\"%s\",\"expired\":true}".formatted(user));
            assertThat(there.closed()).isEqualTo(3005);
        }
    }

    @Test
    void whoIsConnectedToEitherIsOnlineAtBoth() {
        long here = newUser();
        long there = newUser();
        long away = newUser();
        try (Client ofHere = first.connect(Long.toString(here));
                Client ofThere = second.connect(Long.toString(there))) {
            ofHere.subscribe(channel);
            ofThere.subscribe(channel);
            for (ApiServer server : List.of(first, second)) {
                Presence presence = server.context.getBean(Presence.class);
                await().untilAsserted(() ->
                        assertThat(presence.online(List.of(here, there, away))).containsExactlyInAnyOrder(here, there));
                assertThat(presence.online(List.of(away))).isEmpty();
                assertThat(presence.online(List.of())).isEmpty();
            }
        }
    }

    @Test
    void whenTheLastConnectionToAServerHasEndedItIsNoted() {
        long someone = newUser();
        try (Client one = second.connect(Long.toString(someone))) {
            second.connect(Long.toString(someone)).close();
            one.subscribe(channel);
        }
        await().untilAsserted(() -> assertThat(lastSeen(someone)).isPresent());
    }

    private static Optional<Instant> lastSeen(long user) {
        return jdbc().sql("select last_seen_at from users where id = ? and last_seen_at is not null")
                .param(user)
                .query((row, number) ->
                        row.getObject("last_seen_at", OffsetDateTime.class).toInstant())
                .optional();
    }

    private static long newUser() {
        return jdbc().sql("""
                        insert into users (username, username_key, password_hash, created_at)
                        values (:name, :name, '-', now()) returning id
                        """)
                .param("name", unique("someone"))
                .query(Long.class)
                .single();
    }

    private static JdbcClient jdbc() {
        return first.context.getBean(JdbcClient.class);
    }

    @Test
    void presenceIsThatOfBoth() {
        try (Client here = first.connect(Map.of("sub", user, "info", Map.of("at", "first")));
                Client there = second.connect(Map.of("sub", user, "info", Map.of("at", "second")))) {
            here.subscribe(channel);
            there.subscribe(channel);
            for (ApiServer server : List.of(first, second)) {
                // A busy machine may take longer than one server waits for the other.
                await().untilAsserted(() -> {
                    JsonNode presence = presence(server);
                    assertThat(presence.propertyNames()).containsExactlyInAnyOrder(here.client, there.client);
                    assertThat(presence.path(there.client).toString())
                            .isEqualTo("{\"user\":\"%s\",\"client\":\"%s\",\"conn_info\":{\"at\":\"second\"}}"
                                    .formatted(user, there.client));
                });
                await().untilAsserted(() -> {
                    JsonNode stats = server.result("presence_stats", "{\"channel\":\"%s\"}".formatted(channel));
                    assertThat(stats.toString()).isEqualTo("{\"num_clients\":2,\"num_users\":1}");
                });
                await().untilAsserted(() -> {
                    JsonNode channels = server.result("channels", "{\"pattern\":\"%s\"}".formatted(channel));
                    assertThat(channels.path("channels").toString())
                            .isEqualTo("{\"%s\":{\"num_clients\":2}}".formatted(channel));
                });
            }
            await().untilAsserted(() -> {
                JsonNode asked = here.call("presence", "{\"channel\":\"%s\"}".formatted(channel));
                assertThat(asked.path("presence").path("presence").propertyNames())
                        .containsExactlyInAnyOrder(here.client, there.client);
            });
            await().untilAsserted(() -> {
                JsonNode stats = there.call("presence_stats", "{\"channel\":\"%s\"}".formatted(channel));
                assertThat(stats.path("presence_stats").path("num_clients").asInt())
                        .isEqualTo(2);
            });
        }
    }

    @Test
    void comingAndGoingIsToldAtTheOther() {
        try (Client here = first.connect(user)) {
            here.subscribe(channel);
            String gone;
            try (Client there = second.connect(user)) {
                there.subscribe(channel);
                gone = there.client;
                here.pushed("join", channel, join -> client(join).equals(there.client));
            }
            here.pushed("leave", channel, leave -> client(leave).equals(gone));
        }
    }

    @Test
    void infoIsThatOfBoth() {
        await().untilAsserted(() -> {
            JsonNode nodes = second.result("info", "{}").path("nodes");
            assertThat(nodes.valueStream().map(node -> node.path("name").asString()))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        });
    }

    private JsonNode presence(ApiServer server) {
        return server.result("presence", "{\"channel\":\"%s\"}".formatted(channel))
                .path("presence");
    }

    private static String client(JsonNode push) {
        return push.path("info").path("client").asString();
    }
}
