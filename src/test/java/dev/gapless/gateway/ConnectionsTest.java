package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    @Test
    void aUserHasDepartedWhenItsLastConnectionHasEnded() throws Exception {
        List<String> departed = new CopyOnWriteArrayList<>();
        try (GatewayServer server = GatewayServer.start();
                TestClient other = TestClient.connected(server, 43)) {
            server.gateway.connections().tellDepartures(departed::add);
            try (TestClient one = TestClient.connected(server, 42)) {
                TestClient.connected(server, 42).close();
                await().until(() -> server.connections() == 2);
                assertThat(departed).isEmpty();
                assertThat(one.subscribe("personal:42").has("subscribe")).isTrue();
            }
            await().until(() -> server.connections() == 1);
            assertThat(departed).containsExactly("42");
            assertThat(other.subscribe("personal:43").has("subscribe")).isTrue();
        }
    }
}
