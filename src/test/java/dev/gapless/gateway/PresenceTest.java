package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.protocol.ClientInfo;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who is in a channel: section 7 of the protocol. */
class PresenceTest {
    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    PresenceTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "namespaces.chat.presence", "true",
                "namespaces.chat.allow-subscribe-for-client", "true",
                "namespaces.chat.allow-subscribe-for-anonymous", "true",
                "namespaces.chat.allow-presence-for-client", "true",
                "namespaces.talk.presence", "true",
                "namespaces.talk.allow-subscribe-for-client", "true",
                "namespaces.talk.allow-presence-for-subscriber", "true",
                "namespaces.quiet.allow-presence-for-client", "true");
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode presence(String channel) throws InterruptedException {
        JsonNode reply = client.call("presence", "{\"channel\":\"" + channel + "\"}");
        assertThat(reply.path("presence").has("presence")).as(reply.toString()).isTrue();
        return reply.path("presence").path("presence");
    }

    private String stats(String channel) throws InterruptedException {
        return client.call("presence_stats", "{\"channel\":\"" + channel + "\"}")
                .path("presence_stats")
                .toString();
    }

    @Test
    void whoIsSubscribedIsThereUnderTheNameOfTheConnection() throws Exception {
        try (TestClient other = new TestClient(server)) {
            other.connect(server.signed("{\"sub\":\"7\",\"exp\":$600,\"info\":{\"name\":\"Ann\"}}"));
            String name = other.next().path("connect").path("client").stringValue();
            String token =
                    server.signed("{\"sub\":\"7\",\"channel\":\"chat:a\",\"exp\":$600,\"info\":{\"role\":\"host\"}}");
            other.call("subscribe", "{\"channel\":\"chat:a\",\"token\":\"" + token + "\"}");
            assertThat(presence("chat:a"))
                    .hasToString("{\"%1$s\":{\"user\":\"7\",\"client\":\"%1$s\",\"conn_info\":{\"name\":\"Ann\"},"
                                    .formatted(name)
                            + "\"chan_info\":{\"role\":\"host\"}}}");
        }
    }

    @Test
    void nobodyIsAnEmptyAnswer() throws Exception {
        assertThat(presence("chat:a")).isEmpty();
        assertThat(client.call("presence_stats", "{\"channel\":\"chat:a\"}").has("presence_stats"))
                .isTrue();
    }

    @Test
    void clientsAndUsersAreCounted() throws Exception {
        client.subscribe("chat:a");
        try (TestClient again = TestClient.connected(server, 42);
                TestClient other = TestClient.connected(server, 43)) {
            again.subscribe("chat:a");
            other.subscribe("chat:a");
            other.subscribe("chat:b");
            assertThat(stats("chat:a")).isEqualTo("{\"num_clients\":3,\"num_users\":2}");
        }
    }

    @Test
    void anonymousClientsCountAsOneUser() throws Exception {
        try (TestClient one = new TestClient(server);
                TestClient two = new TestClient(server)) {
            for (TestClient anonymous : new TestClient[] {one, two}) {
                anonymous.connect(server.signed("{\"iat\":$0}"));
                anonymous.next();
                anonymous.subscribe("chat:a");
            }
            assertThat(stats("chat:a")).isEqualTo("{\"num_clients\":2,\"num_users\":1}");
        }
    }

    @Test
    void whoUnsubscribesIsGoneWhenTheReplyComes() throws Exception {
        try (TestClient other = TestClient.connected(server, 43)) {
            for (int i = 0; i < 20; i++) {
                other.subscribe("chat:a");
                assertThat(presence("chat:a")).hasSize(1);
                other.call("unsubscribe", "{\"channel\":\"chat:a\"}");
                assertThat(presence("chat:a")).isEmpty();
            }
        }
    }

    @Test
    void whoLeavesIsGone() throws Exception {
        TestClient other = TestClient.connected(server, 43);
        other.subscribe("chat:a");
        assertThat(presence("chat:a")).hasSize(1);
        other.close();
        await().until(() -> server.gateway.attendance().here("chat:a").isEmpty());
    }

    @Test
    void whereThereIsNoPresenceItIsNotAvailable() throws Exception {
        assertThat(code(client.call("presence", "{\"channel\":\"quiet:a\"}"))).isEqualTo(108);
        assertThat(code(client.call("presence_stats", "{\"channel\":\"quiet:a\"}")))
                .isEqualTo(108);
        assertThat(code(client.call("presence", "{\"channel\":\"nowhere:a\"}"))).isEqualTo(102);
    }

    @Test
    void whereOnlySubscribersMayAskOthersAreDenied() throws Exception {
        assertThat(code(client.call("presence", "{\"channel\":\"talk:a\"}"))).isEqualTo(103);
        client.subscribe("talk:a");
        assertThat(presence("talk:a")).hasSize(1);
        assertThat(stats("talk:a")).isEqualTo("{\"num_clients\":1,\"num_users\":1}");
    }

    @Test
    void aTokenHidesAClientOrShowsItInSpiteOfTheNamespace() throws Exception {
        String hidden = server.signed("{\"sub\":\"42\",\"channel\":\"chat:a\",\"exp\":$600,"
                + "\"override\":{\"presence\":{\"value\":false}}}");
        assertThat(client.call("subscribe", "{\"channel\":\"chat:a\",\"token\":\"" + hidden + "\"}")
                        .has("subscribe"))
                .isTrue();
        assertThat(presence("chat:a")).isEmpty();
    }

    @Test
    void otherServersAreAskedToo() throws Exception {
        client.subscribe("chat:a");
        server.gateway.attendance().meet(new Peers() {
            @Override
            public void joined(String channel, ClientInfo who) {}

            @Override
            public void left(String channel, ClientInfo who) {}

            @Override
            public void presence(String channel, Consumer<Map<String, ClientInfo>> answer) {
                Thread.ofVirtual()
                        .start(() -> answer.accept(Map.of("elsewhere", new ClientInfo("43", "elsewhere", null, null))));
            }
        });
        assertThat(presence("chat:a")).hasSize(2);
        assertThat(stats("chat:a")).isEqualTo("{\"num_clients\":2,\"num_users\":2}");
    }

    private static int code(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }
}
