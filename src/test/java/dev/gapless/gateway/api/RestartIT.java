package dev.gapless.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.TestDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was published is still there when the server is another process. */
class RestartIT {
    private static final String CHANNEL = "news:today";
    private static final String KEYED = "{\"channel\":\"news:today\",\"data\":\"keyed\",\"idempotency_key\":\"once\"}";
    private static final String VERSIONED = "{\"channel\":\"news:today\",\"data\":\"versioned\",\"version\":7}";

    @Test
    void publicationsAreRecoveredAndKeysAndVersionsRememberedAfterARestart() {
        TestDatabase database = TestDatabase.create();
        JsonNode position;
        JsonNode missed;
        JsonNode keyed;
        JsonNode versioned;
        try (ApiServer server = ApiServer.start(database, "restart")) {
            try (Client client = server.connect("42")) {
                client.subscribe(CHANNEL);
                publish(server, "\"seen\"");
                position = server.result("history", "{\"channel\":\"%s\"}".formatted(CHANNEL));
                client.published(CHANNEL, "\"seen\"");
            }
            missed = publish(server, "\"missed\"");
            keyed = server.result("publish", KEYED);
            versioned = server.result("publish", VERSIONED);
        }
        try (ApiServer server = ApiServer.start(database, "restart");
                Client client = server.connect("42")) {
            assertThat(server.result("publish", KEYED)).isEqualTo(keyed);
            assertThat(server.result("publish", VERSIONED)).isEqualTo(versioned);
            JsonNode recovered = client.recover(CHANNEL, position);
            assertThat(recovered.path("recovered").asBoolean()).isTrue();
            assertThat(recovered
                            .path("publications")
                            .valueStream()
                            .map(each -> each.path("data").asString()))
                    .containsExactly("missed", "keyed", "versioned");
            assertThat(recovered.path("publications").path(0).path("offset")).isEqualTo(missed.path("offset"));
            publish(server, "\"live\"");
            client.published(CHANNEL, "\"live\"");
        }
    }

    private static JsonNode publish(ApiServer server, String data) {
        return server.result("publish", "{\"channel\":\"%s\",\"data\":%s}".formatted(CHANNEL, data));
    }
}
