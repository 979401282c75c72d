package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.eventlog.Event;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Redaction;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.Delta;
import dev.gapless.protocol.MalformedFrameException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Publications as patches of those before: section 6 of the protocol. */
class DeltaTest {
    private static final String FILLER = "the same in all of them: é, ✓, 🙂; ".repeat(10);

    private GatewayServer server;
    private TestClient client;

    @SuppressWarnings("NullAway.Init")
    DeltaTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "subscribes-per-second", "1000",
                "namespaces.doc.delta", "true",
                "namespaces.doc.history-size", "50",
                "namespaces.doc.history-ttl", "10m",
                "namespaces.doc.force-recovery", "true",
                "namespaces.doc.allow-subscribe-for-client", "true",
                "namespaces.now.delta", "true",
                "namespaces.now.allow-subscribe-for-client", "true",
                "namespaces.plain.allow-subscribe-for-client", "true");
        client = TestClient.connected(server, 42);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static String text(int n) {
        return "{\"n\": " + n + ", \"filler\":\"" + FILLER + "\",\"m\":" + n * 7 + "}";
    }

    private JsonNode subscribe(String channel) throws InterruptedException {
        return subscribe(channel, "");
    }

    private JsonNode subscribe(String channel, String more) throws InterruptedException {
        return client.call("subscribe", "{\"channel\":\"" + channel + "\",\"delta\":\"fossil\"" + more + "}")
                .path("subscribe");
    }

    private static String since(StreamPosition position) {
        return ",\"recover\":true,\"offset\":%d,\"epoch\":\"%s\"".formatted(position.offset(), position.epoch());
    }

    /** What a client makes of a publication, given what it had before. */
    private static String read(JsonNode publication, String base) throws MalformedFrameException {
        byte[] data = publication.path("data").stringValue().getBytes(UTF_8);
        return publication.path("delta").asBoolean()
                ? new String(Delta.apply(base.getBytes(UTF_8), data, 1 << 20), UTF_8)
                : new String(data, UTF_8);
    }

    private static void assertWhole(JsonNode publication, String text) {
        assertThat(publication.has("delta")).as(publication.toString()).isFalse();
        assertThat(publication.path("data").stringValue()).isEqualTo(text);
    }

    private static void assertPatch(JsonNode publication, String base, String text) throws Exception {
        assertThat(publication.path("delta").asBoolean())
                .as(publication.toString())
                .isTrue();
        assertThat(read(publication, base)).isEqualTo(text);
    }

    @Test
    void theFirstLivePublicationIsWholeAndTheNextOnesArePatches() throws Exception {
        assertThat(subscribe("doc:a").path("delta").asBoolean()).isTrue();
        for (int n = 1; n <= 10; n++) {
            server.publish(text(n), "doc:a");
        }
        assertWhole(client.nextPublication(), text(1));
        for (int n = 2; n <= 10; n++) {
            assertPatch(client.nextPublication(), text(n - 1), text(n));
        }
    }

    @Test
    void withoutHistoryLikewise() throws Exception {
        assertThat(subscribe("now:a")).hasToString("{\"delta\":true}");
        server.publish(text(1), "now:a");
        server.publish(text(2), "now:a");
        assertWhole(client.nextPublication(), text(1));
        assertPatch(client.nextPublication(), text(1), text(2));
    }

    @Test
    void whatIsNotShorterAsAPatchIsWhole() throws Exception {
        subscribe("doc:a");
        server.publish(text(1), "doc:a");
        server.publish("{\"n\":2}", "doc:a");
        server.publish("\"\\n\\\"\"", "doc:a");
        client.nextPublication();
        assertWhole(client.nextPublication(), "{\"n\":2}");
        assertWhole(client.nextPublication(), "\"\\n\\\"\"");
    }

    @Test
    void whereItIsNotAllowedDataIsPlain() throws Exception {
        assertThat(subscribe("plain:a").has("delta")).isFalse();
        server.publish("{\"n\":1}", "plain:a");
        assertThat(client.nextPublication().path("data")).hasToString("{\"n\":1}");
    }

    @Test
    void whoDoesNotAskGetsPlainDataBesidesThoseWhoDo() throws Exception {
        subscribe("doc:a");
        try (TestClient other = TestClient.connected(server, 43)) {
            other.subscribe("doc:a");
            server.publish(text(1), "doc:a");
            server.publish(text(2), "doc:a");
            assertThat(other.nextPublication().path("data").path("n").asInt()).isEqualTo(1);
            assertThat(other.nextPublication().path("data").path("n").asInt()).isEqualTo(2);
            assertWhole(client.nextPublication(), text(1));
            assertPatch(client.nextPublication(), text(1), text(2));
        }
    }

    @Test
    void whoComesLaterBeginsWithAWholeOne() throws Exception {
        subscribe("doc:a");
        server.publish(text(1), "doc:a");
        client.nextPublication();
        try (TestClient other = TestClient.connected(server, 43)) {
            other.call("subscribe", "{\"channel\":\"doc:a\",\"delta\":\"fossil\"}");
            server.publish(text(2), "doc:a");
            assertWhole(other.nextPublication(), text(2));
            assertPatch(client.nextPublication(), text(1), text(2));
        }
    }

    @Test
    void ofWhatWasMissedTheFirstIsWholeAndTheRestAreLikeLiveOnes() throws Exception {
        StreamPosition seen = server.position();
        server.publish(text(1), "doc:a");
        server.publish(text(2), "doc:a");
        server.publish(text(3), "doc:a");
        JsonNode result = subscribe("doc:a", since(seen));
        assertThat(result.path("recovered").asBoolean()).isTrue();
        JsonNode missed = result.path("publications");
        assertWhole(missed.get(0), text(1));
        assertPatch(missed.get(1), text(1), text(2));
        assertPatch(missed.get(2), text(2), text(3));
        server.publish(text(4), "doc:a");
        assertPatch(client.nextPublication(), text(3), text(4));
    }

    @Test
    void whereNothingWasMissedTheBaseIsNotKnownSoTheNextIsWhole() throws Exception {
        server.publish(text(1), "doc:a");
        assertThat(subscribe("doc:a", since(server.position()))
                        .path("recovered")
                        .asBoolean())
                .isTrue();
        server.publish(text(2), "doc:a");
        assertWhole(client.nextPublication(), text(2));
    }

    @Test
    void whereTheStateIsLostTheNextIsWhole() throws Exception {
        server.publish(text(1), "doc:a");
        JsonNode result = subscribe("doc:a", since(new StreamPosition(1, "other")));
        assertThat(result.has("recovered")).isFalse();
        server.publish(text(2), "doc:a");
        assertWhole(client.nextPublication(), text(2));
    }

    @Test
    void bytesThatAreNoTextAreTheTextOfTheirBase64AndNobodysBase() throws Exception {
        subscribe("doc:a");
        byte[] noText = text(2).getBytes(UTF_8); // so alike that a patch of it would be short
        noText[0] = (byte) 0xff;
        String asText = '"' + Base64.getEncoder().encodeToString(noText) + '"';
        StreamPosition before = server.position();
        server.publish(text(1), "doc:a");
        server.log.place(Event.binary(List.of("doc:a"), noText));
        server.publish(text(2), "doc:a");
        client.nextPublication();
        assertWhole(client.nextPublication(), asText);
        assertWhole(client.nextPublication(), text(2));
        try (TestClient other = TestClient.connected(server, 43)) {
            JsonNode missed = other.call(
                            "subscribe", "{\"channel\":\"doc:a\",\"delta\":\"fossil\"" + since(before) + "}")
                    .path("subscribe")
                    .path("publications");
            assertWhole(missed.get(0), text(1));
            assertWhole(missed.get(1), asText);
            assertWhole(missed.get(2), text(2));
        }
    }

    @Test
    void afterARedactionEverybodyGetsPatchesOfWhatHeHasAndNobodyTheOldText() throws Exception {
        StreamPosition before = server.position();
        subscribe("doc:a");
        String secret = text(1).replace("\"m\"", "\"secret\"");
        int start = secret.substring(0, secret.indexOf("secret")).getBytes(UTF_8).length;
        server.log.place(Event.of(List.of("doc:a"), secret.getBytes(UTF_8))
                .withPassages(List.of(new Passage("k", start, start + "secret".length()))));
        assertWhole(client.nextPublication(), secret);
        String redacted = secret.replace("secret", "redacted");
        server.log.place(Event.of(List.of("doc:a"), text(2).getBytes(UTF_8))
                .withRedactions(List.of(new Redaction("k", "redacted".getBytes(UTF_8)))));
        assertPatch(client.nextPublication(), secret, text(2));
        try (TestClient other = TestClient.connected(server, 43)) {
            JsonNode missed = other.call(
                            "subscribe", "{\"channel\":\"doc:a\",\"delta\":\"fossil\"" + since(before) + "}")
                    .path("subscribe")
                    .path("publications");
            assertWhole(missed.get(0), redacted);
            assertPatch(missed.get(1), redacted, text(2));
            server.publish(text(3), "doc:a");
            assertPatch(other.nextPublication(), text(2), text(3));
            assertPatch(client.nextPublication(), text(2), text(3));
        }
    }

    @Test
    void serverSideSubscriptionsMayHaveThemToo() throws Exception {
        try (TestClient other = new TestClient(server)) {
            String token = server.signed("{\"sub\":\"7\",\"exp\":$600,\"channels\":[\"doc:a\"]}");
            other.send(
                    "{\"id\":1,\"connect\":{\"token\":\"" + token + "\",\"subs\":{\"doc:a\":{\"delta\":\"fossil\"}}}}");
            assertThat(other.next()
                            .path("connect")
                            .path("subs")
                            .path("doc:a")
                            .path("delta")
                            .asBoolean())
                    .isTrue();
            server.publish(text(1), "doc:a");
            server.publish(text(2), "doc:a");
            assertWhole(other.nextPublication(), text(1));
            assertPatch(other.nextPublication(), text(1), text(2));
        }
    }

    @Test
    void whateverIsPublishedAndHoweverOftenItReconnectsAClientReadsWhatWasWritten() throws Exception {
        Random random = new Random(7);
        List<String> written = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        StreamPosition seen = server.position();
        String base = "";
        for (int round = 0; round < 60; round++) {
            for (int away = random.nextInt(5); away > 0; away--) {
                written.add(randomText(random, written));
                server.publish(written.getLast(), "doc:a");
            }
            long last = seen.offset();
            JsonNode result = subscribe("doc:a", since(seen));
            assertThat(result.path("recovered").asBoolean()).isTrue();
            for (JsonNode publication : result.path("publications")) {
                base = read(publication, base);
                heard.add(base);
                last = publication.path("offset").asLong();
            }
            for (int live = random.nextInt(5); live > 0; live--) {
                written.add(randomText(random, written));
                server.publish(written.getLast(), "doc:a");
                JsonNode publication = client.nextPublication();
                base = read(publication, base);
                heard.add(base);
                last = publication.path("offset").asLong();
            }
            seen = new StreamPosition(last, seen.epoch());
            client.call("unsubscribe", "{\"channel\":\"doc:a\"}");
        }
        assertThat(heard).isEqualTo(written);
    }

    private static String randomText(Random random, List<String> before) {
        StringBuilder text = new StringBuilder(
                before.isEmpty() || random.nextInt(6) == 0
                        ? FILLER
                        : before.getLast().substring(1, before.getLast().length() - 1));
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
            text.insert(at, new String[] {"x", "é", "✓", "🙂", " "}[random.nextInt(5)]);
        }
        return "\"" + text + "\"";
    }
}
