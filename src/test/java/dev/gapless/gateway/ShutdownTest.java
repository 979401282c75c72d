package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.TestClient.Close;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** A server that stops while clients are connected. */
class ShutdownTest {
    private static final Close SHUTDOWN = new Close(3001, "shutdown");

    private final List<TestClient> clients = new ArrayList<>();
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

    private TestClient subscribed(long user) throws InterruptedException {
        TestClient client = TestClient.connected(server, user);
        clients.add(client);
        client.subscribe("personal:" + user);
        return client;
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        server.close();
    }

    @Test
    void clientsAreToldToGoOneAfterTheOtherAndServedUntilThen() throws Exception {
        restart("shutdown-spread", "1h");
        for (int user = 1; user <= 3; user++) {
            subscribed(user);
        }
        Thread stopping = Thread.ofPlatform().start(server.gateway::stop);
        await().until(() -> server.connections() == 2);

        assertThat(clients.stream().filter(TestClient::isClosed)).hasSize(1);
        long offset = server.publish("1", "room:1");
        for (TestClient client : clients) {
            if (!client.isClosed()) {
                assertThat(client.nextPublication().path("offset").asLong()).isEqualTo(offset);
            }
        }
        assertThat(RawClient.handshake(server, "")).startsWith("HTTP/1.1 503");

        stopping.interrupt(); // in a hurry: an hour is long
        for (TestClient client : clients) {
            assertThat(client.awaitClose()).isEqualTo(SHUTDOWN);
        }
        stopping.join();
        assertThat(server.connections()).isZero();
    }

    @Test
    void whatIsQueuedIsSentBeforeTheGoodbye() throws Exception {
        TestClient client = subscribed(42);
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            offsets.add(server.publish("\"" + "x".repeat(2_000) + "\"", "user:42"));
        }
        await().until(() -> server.hub.position().offset() == server.position().offset());
        server.gateway.stop();
        for (long offset : offsets) {
            assertThat(client.nextPublication().path("offset").asLong()).isEqualTo(offset);
        }
        assertThat(client.next().path("push").path("disconnect").path("code").asInt())
                .isEqualTo(3001);
        assertThat(client.awaitClose()).isEqualTo(SHUTDOWN);
    }

    @Test
    void aClientThatDoesNotGoDoesNotKeepTheServer() throws Exception {
        restart("close-timeout", "200ms");
        try (RawClient stubborn = RawClient.open(server)) {
            stubborn.enter(server, 42);
            server.gateway.stop();
            assertThat(server.gateway.isRunning()).isFalse();
        }
    }

    @Test
    void healthIsOutOfServiceWhenTheGatewayStops() {
        GatewayHealth health = new GatewayHealth(server.gateway);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        server.gateway.stop();
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    }
}
