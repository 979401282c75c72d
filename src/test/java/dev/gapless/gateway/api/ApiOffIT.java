package dev.gapless.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.GaplessTest;
import dev.gapless.TestClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The API of a server that has no key. */
@GaplessTest
class ApiOffIT {
    @LocalServerPort
    private int port;

    @Test
    void withoutAKeyThereIsNoApi() {
        TestClient client = new TestClient(port);
        for (String key : new String[] {"", "null", "a key of somebody's"}) {
            client.header("X-API-Key", key);
            assertThat(client.post("/gateway/api/publish", "{\"channel\":\"news:1\",\"data\":1}")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(client.post("/gateway/api", "{\"method\":\"info\"}").status())
                .isEqualTo(404);
        assertThat(client.get("/gateway/api/info").status()).isEqualTo(404);
    }
}
