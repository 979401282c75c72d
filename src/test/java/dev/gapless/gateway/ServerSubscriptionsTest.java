package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.ServerSubscriptions.Plan;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Subscriptions that the server makes: section 8 of the protocol, and 2, 5.1 and 10 as far as they are about these. */
class ServerSubscriptionsTest {
    private static final String EXP = "\"sub\":\"42\",\"exp\":$600";

    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    ServerSubscriptionsTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "channels-per-connection", "3",
                "namespaces.kept.history-size", "5",
                "namespaces.kept.history-ttl", "10m",
                "namespaces.kept.force-recovery", "true",
                "namespaces.kept.allow-subscribe-for-client", "true",
                "namespaces.now.presence", "true",
                "namespaces.now.allow-presence-for-client", "true",
                "namespaces.now.join-leave", "true",
                "namespaces.now.force-push-join-leave", "true");
        client = new TestClient(server);
    }

    @AfterEach
    void stop() {
        server.follows.release();
        client.close();
        server.close();
    }

    /** Connects, and returns the reply. */
    private JsonNode connect(String claims, String more) throws InterruptedException {
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + server.signed("{" + EXP + "," + claims + "}") + "\"" + more
                + "}}");
        return client.next();
    }

    private JsonNode connect(String claims) throws InterruptedException {
        return connect(claims, "");
    }

    private Session session() {
        return server.gateway.connections().of("42").getFirst();
    }

    @Test
    void theReplyToTheConnectTellsWhatTheTokenSubscribesTo() throws Exception {
        JsonNode reply = connect("\"channels\":[\"kept:a\",\"now:a\"]").path("connect");
        assertThat(reply.path("subs").path("kept:a"))
                .hasToString("{\"recoverable\":true,\"epoch\":\"7-1\",\"offset\":"
                        + server.position().offset() + ",\"positioned\":true}");
        assertThat(reply.path("subs").path("now:a")).isEmpty();
        assertThat(client.next()
                        .path("push")
                        .path("join")
                        .path("info")
                        .path("user")
                        .stringValue())
                .as("after the reply")
                .isEqualTo("42");
        server.publish("1", "kept:a");
        assertThat(client.next().path("push").path("channel").stringValue()).isEqualTo("kept:a");
    }

    @Test
    void aTokenMaySayMoreAboutEachOfThem() throws Exception {
        JsonNode subs = connect("\"subs\":{\"kept:a\":{\"data\":{\"x\":1},\"override\":"
                        + "{\"force_recovery\":{\"value\":false}}},\"now:a\":{\"info\":{\"role\":\"host\"}}}")
                .path("connect")
                .path("subs");
        assertThat(subs.path("kept:a")).hasToString("{\"data\":{\"x\":1}}");
        client.next();
        JsonNode presence = client.call("presence", "{\"channel\":\"now:a\"}")
                .path("presence")
                .path("presence");
        assertThat(presence.iterator().next().path("chan_info")).hasToString("{\"role\":\"host\"}");
    }

    @Test
    void theyAreResumedWhereTheClientHadComeTo() throws Exception {
        StreamPosition seen = server.position();
        long first = server.publish("1", "kept:a");
        JsonNode result = connect(
                        "\"channels\":[\"kept:a\",\"kept:b\"]",
                        ",\"subs\":{\"kept:a\":{\"recover\":true,\"offset\":%1$d,\"epoch\":\"%2$s\"},"
                                        .formatted(seen.offset(), seen.epoch())
                                + "\"kept:b\":{\"recover\":true,\"offset\":1,\"epoch\":\"other\"},"
                                + "\"kept:c\":{\"recover\":true}}")
                .path("connect")
                .path("subs");
        assertThat(result.path("kept:a").path("recovered").asBoolean()).isTrue();
        assertThat(result.path("kept:a").path("offset").asLong()).isEqualTo(seen.offset());
        assertThat(result.path("kept:a").path("publications")).hasToString("[{\"data\":1,\"offset\":" + first + "}]");
        assertThat(result.path("kept:b").path("was_recovering").asBoolean()).isTrue();
        assertThat(result.path("kept:b").has("recovered")).isFalse();
        assertThat(result.has("kept:c")).as("which the token does not name").isFalse();
    }

    @Test
    void aClientThatIsHandedMuchOfThePastIsNotSlow() throws Exception {
        server.close();
        server = GatewayServer.start(
                "namespaces.kept.history-size", "100",
                "namespaces.kept.history-ttl", "10m",
                "namespaces.kept.force-recovery", "true");
        String large = '"' + "x".repeat(20_000) + '"';
        StreamPosition seen = server.position();
        for (int i = 0; i < 100; i++) {
            server.publish(large, "kept:a");
        }
        try (TestClient resumed = TestClient.connected(server, 42)) {
            session().subscribe("kept:a", new ServerSubscribe(seen, false, Expiry.NEVER, ChannelClaims.NONE));
            assertThat(resumed.next().path("push").has("subscribe")).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(resumed.nextPublication().path("data").stringValue()).hasSize(20_000);
            }
        }
    }

    @Test
    void aSubscriptionThatABackendHasMadeAMomentBeforeEndsTheConnectionRatherThanHoldingItUp() throws Exception {
        connect("\"channels\":[\"kept:a\"]");
        Channel channel = ((Lookup.Found) server.gateway.policy().find("kept:a")).channel();
        Plan.Possible plan =
                new Plan.Possible(List.of(new ServerSubscriptions.Granted(channel, null, ServerSubscribe.PLAIN)));
        assertThat(server.gateway.serverSubscriptions().make(session(), plan).get(10, TimeUnit.SECONDS))
                .isEmpty();
        client.next();
        assertThat(client.awaitClose().code()).isEqualTo(3004);
    }

    @Test
    void aChannelWhoseConditionDoesNotHoldIsLeftOut() throws Exception {
        JsonNode subs = connect("\"channels\":[\"room:1\",\"room:2\",\"kept:a\"]")
                .path("connect")
                .path("subs");
        assertThat(subs.propertyNames()).containsExactlyInAnyOrder("room:1", "kept:a");
    }

    @ParameterizedTest
    @CsvSource({"nowhere:a, 102", "kept:ä, 107", "personal:43, 103"})
    void aChannelThatCannotBeRefusesTheConnect(String channel, int code) throws Exception {
        assertThat(connect("\"channels\":[\"kept:a\",\"" + channel + "\"]")
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(code);
        assertThat(server.gateway.connections().users()).isZero();
    }

    @Test
    void moreChannelsThanAConnectionMayHaveDisconnect() throws Exception {
        String token = server.signed("{" + EXP + ",\"channels\":[\"kept:a\",\"kept:b\",\"kept:c\",\"kept:d\"]}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(client.awaitClose()).isEqualTo(new Close(3505, "channel limit"));
    }

    @Test
    void theyCountAmongTheChannelsOfTheConnection() throws Exception {
        connect("\"channels\":[\"kept:a\",\"kept:b\"]");
        assertThat(code(client.subscribe("kept:a"))).isEqualTo(105);
        assertThat(client.subscribe("kept:c").has("subscribe")).isTrue();
        assertThat(code(client.subscribe("kept:d"))).isEqualTo(106);
    }

    @Test
    void commandsBehindTheConnectWaitForThem() throws Exception {
        server.follows.hold();
        String token = server.signed("{" + EXP + ",\"channels\":[\"kept:a\"]}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}\n"
                + "{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\"}}\n{\"id\":3,\"unsubscribe\":{\"channel\":\"x\"}}");
        client.send("{\"id\":4,\"rpc\":{}}");
        server.follows.release();
        assertThat(client.next().path("connect").path("subs").has("kept:a")).isTrue();
        assertThat(code(client.next())).isEqualTo(105);
        assertThat(client.next().path("id").asInt()).isEqualTo(3);
        assertThat(client.next().path("id").asInt()).isEqualTo(4);
    }

    @Test
    void aHubThatCannotMakeThemDisconnectsForAnotherTry() throws Exception {
        server.follows.fail(true);
        String token = server.signed("{" + EXP + ",\"channels\":[\"personal:42\"]}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(client.awaitClose()).isEqualTo(new Close(3004, "internal server error"));
        assertThat(server.gateway.connections().users()).isZero();
    }

    @Test
    void aClientThatIsDisconnectedMeanwhileIsToldSoFirst() throws Exception {
        server.follows.hold();
        String token = server.signed("{" + EXP + ",\"channels\":[\"kept:a\"]}");
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        await().until(() -> !server.gateway.connections().of("42").isEmpty());
        session().disconnect(Disconnect.FORCE_DISCONNECT);
        assertThat(client.next().path("push").path("disconnect").path("code").asInt())
                .isEqualTo(3503);
        assertThat(client.awaitClose().code()).isEqualTo(3503);
    }

    @Test
    void theReplyComesBeforeAllPublicationsAndNoneIsMissedOrRepeated() throws Exception {
        String token = server.signed("{" + EXP + ",\"channels\":[\"kept:a\",\"kept:b\"]}");
        for (int round = 0; round < 100; round++) {
            List<Long> toA = new ArrayList<>();
            List<Long> toB = new ArrayList<>();
            Thread publisher = Thread.ofPlatform().unstarted(() -> {
                for (int n = 0; n < 40; n++) {
                    toA.add(server.publish("1", "kept:a"));
                    toB.add(server.publish("2", "kept:b"));
                }
            });
            try (TestClient next = new TestClient(server)) {
                publisher.start();
                next.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
                JsonNode subs = next.next().path("connect").path("subs");
                publisher.join();
                long end = server.publish("\"end\"", "kept:a", "kept:b");
                List<Long> heardInA = new ArrayList<>();
                List<Long> heardInB = new ArrayList<>();
                for (int ends = 0; ends < 2; ) {
                    JsonNode push = next.next().path("push");
                    long offset = push.path("pub").path("offset").asLong();
                    if (offset == end) {
                        ends++;
                    } else {
                        (push.path("channel").stringValue().equals("kept:a") ? heardInA : heardInB).add(offset);
                    }
                }
                assertThat(heardInA).isEqualTo(after(subs.path("kept:a"), toA));
                assertThat(heardInB).isEqualTo(after(subs.path("kept:b"), toB));
            }
        }
    }

    private static List<Long> after(JsonNode result, List<Long> offsets) {
        long position = result.path("offset").asLong();
        assertThat(position).isPositive();
        return offsets.stream().filter(offset -> offset > position).toList();
    }

    @Test
    void aNewOrderOfPublicationsDisconnects() throws Exception {
        connect("\"channels\":[\"kept:a\"]");
        server.hub.begin(new StreamPosition(5, "8-1"));
        assertThat(client.awaitClose()).isEqualTo(new Close(3010, "insufficient state"));
    }

    @Test
    void theServerSubscribesAConnectedClient() throws Exception {
        connect("\"x\":1");
        session().subscribe("kept:a", ServerSubscribe.PLAIN);
        assertThat(client.next())
                .hasToString("{\"push\":{\"channel\":\"kept:a\",\"subscribe\":{\"recoverable\":true,"
                        + "\"epoch\":\"7-1\",\"offset\":" + server.position().offset() + ",\"positioned\":true}}}");
        long offset = server.publish("1", "kept:a");
        assertThat(client.nextPublication().path("offset").asLong()).isEqualTo(offset);
        assertThat(session().channels()).containsExactly("kept:a");

        session().subscribe("kept:a", ServerSubscribe.PLAIN);
        assertThat(client.call("rpc", "{}").path("id").asInt())
                .as("nothing is said of what is there already")
                .isEqualTo(1);
    }

    @Test
    void withDataAndWhatItHasMissed() throws Exception {
        connect("\"x\":1");
        StreamPosition seen = server.position();
        server.publish("1", "kept:a");
        server.publish("2", "kept:a");
        byte[] data = "{\"x\":1}".getBytes(StandardCharsets.UTF_8);
        session()
                .subscribe(
                        "kept:a",
                        new ServerSubscribe(
                                seen,
                                false,
                                Expiry.NEVER,
                                new ChannelClaims(null, data, ChannelClaims.NONE.overrides())));
        JsonNode push = client.next().path("push").path("subscribe");
        assertThat(push.path("offset").asLong()).isEqualTo(seen.offset());
        assertThat(push.path("data")).hasToString("{\"x\":1}");
        assertThat(client.nextPublication().path("data")).hasToString("1");
        assertThat(client.nextPublication().path("data")).hasToString("2");
    }

    @Test
    void andEndsTheSubscriptionAgainWhoeverMadeIt() throws Exception {
        connect("\"channels\":[\"kept:a\"]");
        client.subscribe("kept:b");
        for (String channel : new String[] {"kept:a", "kept:b", "kept:never"}) {
            session().unsubscribe(channel, Unsubscribe.SERVER);
            assertThat(client.next())
                    .hasToString("{\"push\":{\"channel\":\"" + channel
                            + "\",\"unsubscribe\":{\"code\":2000,\"reason\":\"server unsubscribe\"}}}");
        }
        assertThat(session().channels()).isEmpty();
        server.publish("1", "kept:a", "kept:b");
        assertThat(client.subscribe("kept:a").has("subscribe")).isTrue();
    }

    @Test
    void anUnsubscribeByTheServerWaitsForTheSubscribe() throws Exception {
        connect("\"x\":1");
        server.follows.hold();
        client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\"}}\n{\"id\":3,\"rpc\":{}}");
        assertThat(client.next().path("id").asInt()).isEqualTo(3);
        session().unsubscribe("kept:a", Unsubscribe.SERVER);
        server.follows.release();
        assertThat(client.next().path("id").asInt()).isEqualTo(2);
        assertThat(client.next().path("push").has("unsubscribe")).isTrue();
    }

    @Test
    void oneThatIsNotRefreshedInTimeDisconnects() throws Exception {
        connect("\"x\":1");
        long expires = server.clock.millis() + 60_000;
        session().subscribe("kept:a", new ServerSubscribe(null, false, expires, ChannelClaims.NONE));
        client.next();
        server.pass(Duration.ofSeconds(70));
        assertThat(client.call("rpc", "{}").has("error")).isTrue();
        server.pass(Duration.ofSeconds(20));
        assertThat(client.awaitClose()).isEqualTo(new Close(3006, "subscription expired"));
    }

    @Test
    void theServerLetsAConnectionLastLongerOrEnd() throws Exception {
        connect("\"x\":1");
        session().refresh(server.clock.millis() + 3_600_500, null);
        assertThat(client.next()).hasToString("{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":3600}}}");
        server.pass(Duration.ofMinutes(50));
        assertThat(client.call("rpc", "{}").has("error")).isTrue();
        session().refresh(server.clock.millis() - 1, null);
        assertThat(client.awaitClose()).isEqualTo(new Close(3005, "connection expired"));
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }
}
