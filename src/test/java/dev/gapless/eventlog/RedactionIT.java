package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.hub.History;
import dev.gapless.hub.Hub;
import dev.gapless.hub.HubSettings;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was redacted stays so, with either log and in any process. */
class RedactionIT {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final String NEW_TEXT = "{\"id\":6,\"content\":\"new text\"}";

    private final LogFixture db = new LogFixture();

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aServerThatReadsTheLogAgainHoldsTheRedactedTextAtTheSamePlace() {
        List<String> before;
        try (Hub hub = hub()) {
            WalTail tail = tail(hub);
            tail.start();
            publishAndRedact(db.log);
            await().until(() -> texts(hub).size() == 3);
            before = texts(hub);
            assertRedacted(before);
            tail.stop();
        }
        try (Hub hub = hub()) {
            WalTail tail = tail(hub);
            tail.start();
            assertThat(texts(hub)).isEqualTo(before);
            tail.stop();
        }
    }

    @Test
    void theMemoryEngineRedactsAsWell() {
        try (Hub hub = hub()) {
            MemoryEventLog log = new MemoryEventLog(
                    db.pool, EventSink.into(hub), new RecentEvents(), db.publisher, "here", InstantSource.system(), 0);
            log.start();
            publishAndRedact(log);
            assertRedacted(texts(hub));
            log.stop();
        }
    }

    private void publishAndRedact(EventLog log) {
        append(log, message(5, "old text"));
        append(log, message(5, "old text").withRedactions(List.of(new Redaction("message:6", json("nothing has it")))));
        append(log, message(6, "new text").withRedactions(List.of(new Redaction("message:5", json("")))));
    }

    private static void assertRedacted(List<String> texts) {
        assertThat(texts).hasSize(3);
        assertThat(texts.get(0)).endsWith(" {\"id\":5,\"content\":\"\"}");
        assertThat(texts.get(1)).endsWith(" {\"id\":5,\"content\":\"\"}");
        assertThat(texts.get(2)).endsWith(" " + NEW_TEXT);
    }

    private static Event message(int id, String content) {
        String start = "{\"id\":" + id + ",\"content\":";
        byte[] data = (start + "\"" + content + "\"}").getBytes(StandardCharsets.UTF_8);
        Passage passage = new Passage("message:" + id, start.length(), data.length - 1);
        return Event.of(List.of("room:7"), data).withPassages(List.of(passage));
    }

    private static byte[] json(String content) {
        return ("\"" + content + "\"").getBytes(StandardCharsets.UTF_8);
    }

    private void append(EventLog log, Event event) {
        db.transaction.executeWithoutResult(status -> log.append(event));
    }

    private static Hub hub() {
        return new Hub(new HubSettings(300, TTL, 1 << 20, 1 << 20), channels -> Map.of(), InstantSource.system());
    }

    private WalTail tail(Hub hub) {
        return new WalTail(
                db.source("redaction"),
                EventSink.into(hub),
                new RecentEvents(),
                db.receipts,
                TTL,
                InstantSource.system(),
                0);
    }

    /** What the hub holds for the room, with the offsets. */
    private static List<String> texts(Hub hub) {
        CompletableFuture<History> answer = new CompletableFuture<>();
        hub.history("room:7", null, -1, false, answer::complete);
        return ((History.Page) answer.join())
                .publications().stream().map(RedactionIT::text).toList();
    }

    private static String text(Publication publication) {
        return publication.offset() + " " + new String(publication.data(), StandardCharsets.UTF_8);
    }
}
