package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.protocol.ClientInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who comes and goes: section 7 of the protocol. */
class JoinLeaveTest {
    private GatewayServer server;
    private TestClient hearer;
    private TestClient other;

    @SuppressWarnings("NullAway.Init")
    JoinLeaveTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "namespaces.chat.join-leave", "true",
                "namespaces.chat.allow-subscribe-for-client", "true",
                "namespaces.chat.allow-presence-for-subscriber", "true",
                "namespaces.loud.join-leave", "true",
                "namespaces.loud.force-push-join-leave", "true",
                "namespaces.loud.allow-subscribe-for-client", "true",
                "namespaces.secret.join-leave", "true",
                "namespaces.secret.allow-subscribe-for-client", "true",
                "namespaces.quiet.allow-subscribe-for-client", "true",
                "namespaces.quiet.allow-presence-for-subscriber", "true");
        hearer = TestClient.connected(server, 42);
        other = TestClient.connected(server, 43);
    }

    @AfterEach
    void stop() {
        hearer.close();
        other.close();
        server.close();
    }

    private static JsonNode hear(TestClient client, String channel) throws InterruptedException {
        return client.call("subscribe", "{\"channel\":\"" + channel + "\",\"join_leave\":true}");
    }

    private static void assertPush(JsonNode line, String channel, String kind, String user) {
        assertThat(line.path("push").path("channel").stringValue())
                .as(line.toString())
                .isEqualTo(channel);
        assertThat(line.path("push").path(kind).path("info").path("user").stringValue())
                .isEqualTo(user);
        assertThat(line.path("push").path(kind).path("info").path("client").stringValue())
                .isNotEmpty();
    }

    @Test
    void oneHearsOneselfComeAfterTheReply() throws Exception {
        assertThat(hear(hearer, "chat:a").has("subscribe")).isTrue();
        assertPush(hearer.next(), "chat:a", "join", "42");
    }

    @Test
    void othersAreHeardToComeAndToGo() throws Exception {
        hear(hearer, "chat:a");
        hearer.next();
        other.subscribe("chat:a");
        assertPush(hearer.next(), "chat:a", "join", "43");
        other.call("unsubscribe", "{\"channel\":\"chat:a\"}");
        assertPush(hearer.next(), "chat:a", "leave", "43");
        other.subscribe("chat:a");
        assertPush(hearer.next(), "chat:a", "join", "43");
        other.close();
        assertPush(hearer.next(), "chat:a", "leave", "43");
    }

    @Test
    void whoComesAndGoesAllTheTimeIsHeardOnceASecondAndAsWhatItIsInTheEnd() throws Exception {
        hear(hearer, "chat:a");
        hearer.next();
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            other.send(
                    "{\"id\":%d,\"subscribe\":{\"channel\":\"chat:a\"}}\n{\"id\":%d,\"unsubscribe\":{\"channel\":\"chat:a\"}}"
                            .formatted(10 + 2 * i, 11 + 2 * i));
        }
        for (int i = 0; i < 100; i++) {
            other.next();
        }
        long seconds = 1 + Duration.ofNanos(System.nanoTime() - start).toSeconds();
        server.pass(Duration.ofSeconds(2));
        try (TestClient third = TestClient.connected(server, 44)) {
            third.subscribe("chat:a");
            List<String> heard = new ArrayList<>();
            boolean end = false; // what comes after this is late, and one at the most
            while (!end || !heard.getLast().equals("leave")) {
                JsonNode push = hearer.next().path("push");
                String kind = push.has("join") ? "join" : "leave";
                if (push.path(kind).path("info").path("user").stringValue().equals("44")) {
                    end = true;
                } else {
                    heard.add(kind);
                }
            }
            assertThat(heard).startsWith("join").hasSizeLessThanOrEqualTo((int) (2 + seconds));
        }
    }

    @Test
    void aLeaveAfterAShortStayIsHeardAtTheEndAndWhoIsBackByThenHasNeverGone() throws Exception {
        server.stopTime();
        hear(hearer, "chat:a");
        hearer.next();
        other.subscribe("chat:a");
        assertPush(hearer.next(), "chat:a", "join", "43");
        other.call("unsubscribe", "{\"channel\":\"chat:a\"}");
        other.subscribe("chat:a");
        server.pass(Duration.ofSeconds(2));
        other.call("unsubscribe", "{\"channel\":\"chat:a\"}");
        assertPush(hearer.next(), "chat:a", "leave", "43");
        try (TestClient third = TestClient.connected(server, 44)) {
            third.subscribe("chat:a");
            assertPush(hearer.next(), "chat:a", "join", "44");
        }
    }

    @Test
    void whoGoesWithTheServerIsToldToOthersBeforeItStops() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        server.gateway.attendance().meet(tellingOf(told));
        other.subscribe("chat:a");
        await().untilAsserted(() -> assertThat(told).containsExactly("43 to chat:a"));
        server.gateway.stop();
        assertThat(told).containsExactly("43 to chat:a", "43 from chat:a");
    }

    private static Peers tellingOf(List<String> told) {
        return new Peers() {
            @Override
            public void joined(String channel, ClientInfo who) {
                told.add(who.user() + " to " + channel);
            }

            @Override
            public void left(String channel, ClientInfo who) {
                told.add(who.user() + " from " + channel);
            }

            @Override
            public void presence(String channel, Consumer<Map<String, ClientInfo>> answer) {
                answer.accept(Map.of());
            }
        };
    }

    @Test
    void whoDoesNotAskDoesNotHear() throws Exception {
        hearer.subscribe("chat:a");
        other.subscribe("chat:a");
        assertNothingWasHeard("chat:a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret:a", "quiet:a"})
    void whoMayNotHearOrHasNothingToHearDoesNot(String channel) throws Exception {
        hear(hearer, channel);
        other.subscribe(channel);
        assertNothingWasHeard(channel);
    }

    private void assertNothingWasHeard(String channel) throws Exception {
        // What was announced before this has been delivered when this is.
        TestClient witness = TestClient.connected(server, 42);
        hear(witness, "chat:witness");
        witness.next();
        witness.close();
        server.publish("1", channel);
        assertThat(hearer.next().path("push").has("pub")).isTrue();
    }

    @Test
    void everySubscriberHearsWhereItIsForced() throws Exception {
        hearer.subscribe("loud:a");
        assertPush(hearer.next(), "loud:a", "join", "42");
        other.subscribe("loud:a");
        assertPush(hearer.next(), "loud:a", "join", "43");
    }

    @Test
    void nothingIsHeardAfterAnUnsubscribe() throws Exception {
        hear(hearer, "chat:a");
        hearer.next();
        assertThat(hearer.call("unsubscribe", "{\"channel\":\"chat:a\"}").has("unsubscribe"))
                .as("not even oneself going")
                .isTrue();
        hear(other, "chat:a");
        other.next();
        assertThat(hearer.call("unsubscribe", "{\"channel\":\"x\"}").has("unsubscribe"))
                .isTrue();
    }

    @Test
    void membersHearWhoLooksAtTheirRoom() throws Exception {
        hear(hearer, "room:1");
        hearer.next();
        other.subscribe("room:1");
        assertPush(hearer.next(), "room:1", "join", "43");
    }

    @Test
    void aTokenOverridesTheNamespace() throws Exception {
        hear(hearer, "chat:a");
        hearer.next();
        String silent = server.signed("{\"sub\":\"43\",\"channel\":\"chat:a\",\"exp\":$600,"
                + "\"override\":{\"join_leave\":{\"value\":false},\"force_push_join_leave\":{\"value\":true}}}");
        other.call("subscribe", "{\"channel\":\"chat:a\",\"token\":\"" + silent + "\"}");
        try (TestClient third = TestClient.connected(server, 44)) {
            third.subscribe("chat:a");
            assertPush(hearer.next(), "chat:a", "join", "44");
            assertPush(other.next(), "chat:a", "join", "44");
        }
    }

    @Test
    void otherServersAreToldAndHeard() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        server.gateway.attendance().meet(tellingOf(told));
        hear(hearer, "chat:a");
        hearer.next();
        hearer.call("unsubscribe", "{\"channel\":\"chat:a\"}");
        await().untilAsserted(() -> assertThat(told).containsExactly("42 to chat:a", "42 from chat:a"));

        hear(hearer, "chat:b");
        hearer.next();
        ClientInfo elsewhere = new ClientInfo("45", "elsewhere", null, null);
        server.gateway.attendance().joinedElsewhere("chat:b", elsewhere);
        assertPush(hearer.next(), "chat:b", "join", "45");
        server.gateway.attendance().leftElsewhere("chat:b", elsewhere);
        assertPush(hearer.next(), "chat:b", "leave", "45");
    }
}
