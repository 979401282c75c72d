package dev.gapless.gateway.api;

import static dev.gapless.gateway.api.ApiServer.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.TestDatabase;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A second server starts beside one that has been alone. */
class NewcomerIT {
    @Test
    void isAskedAndToldFromItsFirstClientOn() throws InterruptedException {
        TestDatabase database = TestDatabase.create();
        String channel = unique("news:");
        try (ApiServer old = ApiServer.start(database, "old");
                Client here = old.connect("user");
                Client leaving = old.connect("user")) {
            here.subscribe(channel);
            leaving.subscribe(channel);
            AtomicBoolean started = new AtomicBoolean();
            Thread asking = Thread.ofVirtual().start(() -> {
                while (!started.get()) {
                    old.result("info", "{}"); // so that it has just seen that it is alone
                }
            });
            try (ApiServer newcomer = ApiServer.start(database, "newcomer");
                    Client there = newcomer.connect("user")) {
                started.set(true);
                there.subscribe(channel);
                leaving.call("unsubscribe", "{\"channel\":\"%s\"}".formatted(channel));
                there.pushed("leave", channel, leave -> client(leave).equals(leaving.client));
                here.pushed("join", channel, join -> client(join).equals(there.client));
                assertThat(ask(old, "presence", "{\"channel\":\"%s\"}".formatted(channel))
                                .path("presence")
                                .propertyNames())
                        .containsExactlyInAnyOrder(here.client, there.client);
                assertThat(ask(old, "info", "{}").path("nodes")).hasSize(2);
            } finally {
                started.set(true);
                asking.join();
            }
        }
    }

    /** Asks once more where the other server may have answered too late, as on a busy machine. */
    private static JsonNode ask(ApiServer server, String method, String parameters) {
        for (int left = 10; ; left--) {
            long start = System.nanoTime();
            JsonNode result = server.result(method, parameters);
            if (left == 0 || System.nanoTime() - start < Cluster.PATIENCE.toNanos()) {
                return result;
            }
        }
    }

    private static String client(JsonNode push) {
        return push.path("info").path("client").asString();
    }
}
