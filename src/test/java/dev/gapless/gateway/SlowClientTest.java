package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.Event;
import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.gateway.TestClient.Close;
import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Clients that do not read, and servers that stop. */
class SlowClientTest {
    private static final String PAYLOAD = "\"" + "x".repeat(10_000) + "\"";

    private GatewayServer server = start();

    private static GatewayServer start(String... settings) {
        try {
            return GatewayServer.start(settings);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(String... settings) {
        server.close();
        server = start(settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientThatDoesNotReadIsDroppedWhileTheOthersHearEverythingAndRecovers() throws Exception {
        try (RawClient stuck = RawClient.open(server);
                TestClient other = TestClient.connected(server, 43)) {
            stuck.enter(server, 42);
            other.subscribe("personal:43");
            StreamPosition seen = server.position();
            for (int i = 0; i < 250; i++) {
                long offset = server.publish(PAYLOAD, "room:1");
                assertThat(other.nextPublication().path("offset").asLong()).isEqualTo(offset);
            }
            await().until(() -> server.disconnects(3008) == 1);
            await().until(() -> server.gateway.connections().size() == 1);
            stuck.drain();

            try (TestClient again = TestClient.connected(server, 42)) {
                JsonNode result = again.recover("personal:42", seen.offset(), seen.epoch())
                        .path("subscribe");
                assertThat(result.path("recovered").asBoolean()).isTrue();
                assertThat(result.path("publications")).hasSize(250);
            }
        }
    }

    @Test
    void aLargeRecoveryBehindOtherRepliesDoesNotCountAsSlowness() throws Exception {
        try (RawClient busy = RawClient.open(server)) {
            StreamPosition seen = server.position();
            for (int i = 0; i < 200; i++) {
                server.publish(PAYLOAD, "user:42");
            }
            busy.enter(server, 42);
            // More than the network takes, so that it waits, and less than the queue may hold.
            for (int i = 0; i < 60; i++) {
                server.publish(PAYLOAD, "user:42");
            }
            String recover = "{\"id\":4,\"subscribe\":{\"channel\":\"personal:42\",\"recover\":true,\"offset\":"
                    + seen.offset() + ",\"epoch\":\"" + seen.epoch() + "\"}}";
            busy.text("{\"id\":3,\"unsubscribe\":{\"channel\":\"personal:42\"}}\n" + recover);
            String all = "";
            while (!all.contains("{\"id\":4,")) {
                all = busy.readMessage();
            }
            String recovered = all.substring(all.indexOf("{\"id\":4,"));
            assertThat(recovered).contains("\"recovered\":true");
            assertThat(recovered.split("\"data\"", -1)).hasSize(1 + 260);
            assertThat(server.disconnects(3008)).isZero();
        }
    }

    private Session session(long user) {
        return server.gateway.connections().of(Long.toString(user)).getFirst();
    }

    /** More than the network takes; the position before it. */
    private StreamPosition publishMuch() {
        StreamPosition before = server.position();
        for (int i = 0; i < 200; i++) {
            server.publish(PAYLOAD, "user:42");
        }
        return before;
    }

    private static String connectAndRecover(String token, StreamPosition since) {
        return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}\n"
                + "{\"id\":2,\"subscribe\":{\"channel\":\"personal:42\",\"recover\":true,\"offset\":" + since.offset()
                + ",\"epoch\":\"" + since.epoch() + "\"}}";
    }

    @Test
    void aRecoveryThatIsNotReadEndsTheConnectionWithinHalfAMinute() throws Exception {
        StreamPosition before = publishMuch();
        try (RawClient stuck = RawClient.open(server)) {
            stuck.text(connectAndRecover(server.token(42), before));
            await().until(() -> server.gateway.longReplies().bytes() > 2_000_000
                    && session(42).deadlines().isSet(Deadline.WRITE));
            server.pass(Duration.ofSeconds(20));
            assertThat(server.disconnects(3008)).isZero();
            server.pass(Duration.ofSeconds(10));
            assertThat(server.disconnects(3008)).isEqualTo(1);
            await().until(() -> server.gateway.longReplies().bytes() == 0);
        }
    }

    @Test
    void longRepliesThatTakeTooMuchTogetherHaveOthersStandInLine() throws Exception {
        restart("long-replies", "1MB");
        StreamPosition before = publishMuch();
        try (RawClient stuck = RawClient.open(server);
                TestClient next = TestClient.connected(server, 42)) {
            stuck.text(connectAndRecover(server.token(42), before));
            await().until(() -> server.gateway.longReplies().bytes() > 2_000_000);
            next.send("{\"id\":3,\"subscribe\":{\"channel\":\"personal:42\",\"recover\":true,\"offset\":"
                    + before.offset() + ",\"epoch\":\"" + before.epoch() + "\"}}");
            await().until(() -> server.gateway.longReplies().waiting() == 1);
            for (String all = ""; !all.contains("{\"id\":2,"); ) {
                all = stuck.readMessage();
            }
            assertThat(next.next().path("subscribe").path("publications")).hasSize(200);
        }
    }

    /** Every client asks so when it comes back: all in one frame. */
    @Test
    void aLongReplyBehindAShortOneStandsInLineToo() throws Exception {
        restart("long-replies", "1MB");
        StreamPosition before = publishMuch();
        int many = Runtime.getRuntime().availableProcessors() + 2; // more than there are writers
        Semaphore writersGoOn = new Semaphore(0);
        try (RawClient stuck = RawClient.open(server);
                TestClient next = new TestClient(server)) {
            stuck.text(connectAndRecover(server.token(42), before));
            await().until(() -> server.gateway.longReplies().bytes() > 2_000_000);
            for (int i = 0; i < many; i++) {
                server.gateway.writers().execute(writersGoOn::acquireUninterruptibly);
            }
            next.send(connectAndRecover(server.token(42), before));
            await().until(() -> server.gateway.connections().of("42").stream()
                    .allMatch(session -> session.channels().size() == 1));
            writersGoOn.release(many);
            assertThat(next.next().has("connect")).isTrue();
            await().until(() -> server.gateway.longReplies().waiting() == 1);
            for (String all = ""; !all.contains("{\"id\":2,"); ) {
                all = stuck.readMessage();
            }
            assertThat(next.next().path("subscribe").path("publications")).hasSize(200);
        } finally {
            writersGoOn.release(many);
        }
    }

    @Test
    void whoAsksForMoreThanFitsIsToldSoAndNotDropped() throws Exception {
        restart(
                "namespaces.kept.history-size", "100",
                "namespaces.kept.history-ttl", "10m",
                "namespaces.kept.allow-history-for-client", "true");
        for (int i = 0; i < 90; i++) {
            server.publish(PAYLOAD, "kept:a");
        }
        try (RawClient busy = RawClient.open(server)) {
            busy.enter(server, 42);
            for (int id = 10; id < 30; id++) {
                busy.text("{\"id\":" + id + ",\"history\":{\"channel\":\"kept:a\",\"limit\":-1}}");
            }
            busy.text("{\"id\":30,\"unsubscribe\":{\"channel\":\"personal:42\"}}");
            // Nothing is read before the hub has answered all.
            await().until(() -> session(42).channels().isEmpty());
            server.log.publish(Event.of(List.of("kept:b"), "1".getBytes(UTF_8)));
            String all = "";
            while (!all.contains("{\"id\":29,")) {
                all += busy.readMessage();
            }
            assertThat(all).contains("{\"id\":10,\"history\":{").contains("{\"id\":29,\"error\":{\"code\":111,");
            assertThat(server.disconnects(3008)).isZero();
        }
    }

    @Test
    void aFrameThatTheNetworkDoesNotTakeEndsTheConnection() throws Exception {
        restart("write-timeout", "300ms");
        try (RawClient stuck = RawClient.open(server)) {
            stuck.enter(server, 42);
            // Less than the queue may hold, more than the network takes.
            for (int i = 0; i < 60; i++) {
                server.publish(PAYLOAD, "user:42");
            }
            await().until(() -> server.disconnects(3008) == 1);
            await().until(() -> server.gateway.connections().size() == 0);
        }
    }

    @Test
    void aClientThatAsksWithoutReadingIsDropped() throws Exception {
        restart("commands-per-second", "1000000", "queue-size", "64KB");
        try (RawClient stuck = RawClient.open(server)) {
            stuck.enter(server, 42);
            String commands = "{\"id\":3,\"unsubscribe\":{\"channel\":\"a\"}}\n".repeat(1_000);
            await().until(() -> {
                try {
                    stuck.text(commands);
                    return server.disconnects(3008) == 1;
                } catch (java.io.IOException reset) {
                    return server.disconnects(3008) == 1;
                }
            });
        }
    }

    @Test
    void aClientThatDoesNotReadItsGoodbyeIsDropped() throws Exception {
        restart("close-timeout", "200ms");
        try (RawClient stuck = RawClient.open(server)) {
            stuck.enter(server, 42);
            for (int i = 0; i < 60; i++) {
                server.publish(PAYLOAD, "user:42");
            }
            stuck.text("nonsense");
            await().until(() -> server.disconnects(3501) == 1);
            await().until(() -> server.gateway.connections().size() == 0);
        }
    }

    @Test
    void aServerThatStopsSaysSoToEveryone() throws Exception {
        try (TestClient idle = new TestClient(server);
                TestClient connected = TestClient.connected(server, 42)) {
            connected.subscribe("personal:42");
            server.gateway.stop();
            assertThat(connected.next())
                    .hasToString("{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"shutdown\"}}}");
            assertThat(connected.awaitClose()).isEqualTo(new Close(3001, "shutdown"));
            assertThat(idle.awaitClose()).isEqualTo(new Close(3001, "shutdown"));
            assertThat(server.gateway.connections().size()).isZero();
        }
    }

    @Test
    void aStoppedGatewayCanBeStartedAgain() throws Exception {
        server.gateway.stop();
        server.gateway.start();
        try (TestClient client = TestClient.connected(server, 42)) {
            client.subscribe("personal:42");
            server.publish("1", "user:42");
            assertThat(client.nextPublication().path("data").asInt()).isEqualTo(1);
        }
    }

    @Test
    void metersTellWhatGoesOn() throws Exception {
        try (TestClient client = TestClient.connected(server, 42)) {
            client.subscribe("personal:42");
            assertThat(server.meters.get("gapless.connections").gauge().value()).isEqualTo(1);
            assertThat(server.meters.get("gapless.users").gauge().value()).isEqualTo(1);
            await().until(() ->
                    server.meters.get("gapless.messages.sent").counter().count() == 2);
            client.send("{}");
            client.awaitClose();
            await().until(() -> server.disconnects(3501) == 1);
        }
    }
}
