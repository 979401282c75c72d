package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.TestClient.Close;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnsubscribeTest {
    private static final String SUBSCRIBE = "{\"id\":%d,\"subscribe\":{\"channel\":\"personal:42\"}}";
    private static final String UNSUBSCRIBE = "{\"id\":%d,\"unsubscribe\":{\"channel\":\"personal:42\"}}";

    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    UnsubscribeTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start();
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        server.follows.release();
        client.close();
        server.close();
    }

    @Test
    void whatIsNotSubscribedIsUnsubscribedAllTheSame() throws Exception {
        assertThat(client.call("unsubscribe", "{\"channel\":\"anything\"}"))
                .hasToString("{\"id\":2,\"unsubscribe\":{}}");
    }

    @Test
    void nothingFollowsAnUnsubscribe() throws Exception {
        client.subscribe("personal:42");
        assertThat(client.call("unsubscribe", "{\"channel\":\"personal:42\"}").has("unsubscribe"))
                .isTrue();
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
        server.publish("{\"n\":2}", "user:42");
        assertThat(client.nextPublication().path("data").path("n").asInt()).isEqualTo(2);
    }

    @Test
    void anUnsubscribeWaitsForItsSubscribe() throws Exception {
        server.follows.hold();
        client.send(SUBSCRIBE.formatted(2) + "\n" + UNSUBSCRIBE.formatted(3) + "\n" + UNSUBSCRIBE.formatted(4));
        server.follows.release();
        assertThat(client.next().path("id").asInt()).isEqualTo(2);
        assertThat(List.of(client.next().toString(), client.next().toString()))
                .containsExactlyInAnyOrder("{\"id\":3,\"unsubscribe\":{}}", "{\"id\":4,\"unsubscribe\":{}}");
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
    }

    @Test
    void aSubscribeThatNeverEndsIsOurError() throws Exception {
        server.follows.hold();
        client.send(SUBSCRIBE.formatted(2) + "\n" + UNSUBSCRIBE.formatted(3));
        await().until(() -> server.gateway.connections().of("42").getFirst().isBusy());
        server.pass(Duration.ofSeconds(5));
        assertThat(client.awaitClose()).isEqualTo(new Close(3004, "internal server error"));
    }

    @Test
    void aClientThatChangesItsMindTenTimesEndsUnsubscribed() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            client.send(SUBSCRIBE.formatted(10 + 2 * i));
            client.send(UNSUBSCRIBE.formatted(11 + 2 * i));
        }
        for (int i = 0; i < 20; i++) {
            var reply = client.next();
            assertThat(reply.has("error")).as(reply.toString()).isFalse();
            ids.add(reply.path("id").asInt());
        }
        assertThat(ids).isSorted().hasSize(20);
        server.publish("{\"n\":1}", "user:42");
        assertThat(client.subscribe("personal:42").has("subscribe")).isTrue();
    }

    @Test
    void aClientThatLeavesMeanwhileLeavesNothingBehind() throws Exception {
        server.follows.hold();
        client.send(SUBSCRIBE.formatted(2) + "\n{}");
        assertThat(client.awaitClose()).isEqualTo(new Close(3501, "bad request"));
        server.follows.release();
        // One is the gateway's own, to hear of ended logins.
        await().until(() ->
                server.hub.stats().subscribers() == 1 && server.hub.stats().waiting() == 0);
    }
}
