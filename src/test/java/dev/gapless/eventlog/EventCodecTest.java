package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.eventlog.EventCodec.Logged;
import dev.gapless.hub.Changes;
import dev.gapless.hub.ClientInfo;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Redaction;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecTest {

    @Property
    void whatIsReadIsWhatWasWritten(@ForAll("events") Event event) {
        Event read =
                EventCodec.decode(EventCodec.encode(new Logged(event, null))).event();
        assertThat(read).usingRecursiveComparison().isEqualTo(event);
    }

    @Property
    void noBytesAreTakenForSomethingElseThanAnEventOrAMalformedOne(@ForAll byte[] bytes) {
        byte[] versioned = bytes.clone();
        if (versioned.length > 0) {
            versioned[0] = '1';
        }
        try {
            EventCodec.decode(versioned);
        } catch (IllegalArgumentException malformed) {
            assertThat(malformed).hasMessageContaining("event");
        }
    }

    @Example
    void theFormatStaysReadableToServersOfAnotherVersion() {
        Event event = new Event(
                List.of("room:7"),
                List.of(new Follow("personal:42", "room:7", true), new Follow("personal:9", "room:7", false)),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(EventCodec.encode(new Logged(event, null)), StandardCharsets.UTF_8))
                .isEqualTo("1{\"topics\":[\"room:7\"],\"follows\":["
                        + "{\"channel\":\"personal:42\",\"topic\":\"room:7\",\"following\":true},"
                        + "{\"channel\":\"personal:9\",\"topic\":\"room:7\",\"following\":false}]}\n{\"a\":1}");
    }

    @Example
    void passagesAndRedactionsStandInTheHeader() {
        Event event = Event.of(List.of("room:7"), "{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8))
                .withPassages(List.of(new Passage("message:5", 5, 8)))
                .withRedactions(List.of(new Redaction("message:5", "\"b\"".getBytes(StandardCharsets.UTF_8))));
        assertThat(new String(EventCodec.encode(new Logged(event, null)), StandardCharsets.UTF_8))
                .isEqualTo("1{\"topics\":[\"room:7\"],\"passages\":[{\"key\":\"message:5\",\"start\":5,\"end\":8}],"
                        + "\"redactions\":[{\"key\":\"message:5\",\"by\":\"ImIi\"}]}\n{\"a\":\"b\"}");
    }

    @Example
    void whatWasWrittenBeforeThereWasMoreToSayIsAnOrdinaryEvent() {
        Logged logged = decode("1{\"topics\":[\"room:7\"]}\n{\"a\":1}");
        assertThat(logged.id()).isNull();
        assertThat(logged.event())
                .usingRecursiveComparison()
                .isEqualTo(Event.of(List.of("room:7"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
    }

    @Example
    void whatALaterVersionSaysBesidesIsIgnored() {
        Logged logged = decode("1{\"topics\":[\"room:7\"],\"later\":{\"than\":[1]},\"id\":\"x\"}\n{}");
        assertThat(logged.id()).isEqualTo("x");
        assertThat(logged.event().topics()).containsExactly("room:7");
    }

    @Example
    void aHeaderWithHolesIsMalformed() {
        for (String header : List.of(
                "{\"topics\":[null]}",
                "{\"topics\":[\"t\"],\"tags\":{\"a\":null}}",
                "{\"topics\":[\"t\"],\"removed\":[null]}",
                "{\"topics\":[\"t\"],\"info\":{\"user\":\"42\"}}",
                "{\"topics\":[\"t\"],\"version\":0}",
                "{\"topics\":[\"t\"],\"follows\":[{\"channel\":\"c\",\"topic\":\"t\"}]}",
                "{\"topics\":[\"t\"],\"follows\":[null]}",
                "{\"topics\":[\"t\"],\"passages\":[null]}",
                "{\"topics\":[\"t\"],\"passages\":[{\"key\":\"k\",\"start\":0}]}",
                "{\"topics\":[\"t\"],\"passages\":[{\"key\":\"k\",\"start\":0,\"end\":3}]}",
                "{\"topics\":[\"t\"],\"redactions\":[{\"key\":\"k\"}]}",
                "{\"topics\":[\"t\"],\"redactions\":[null]}",
                "{}",
                "null")) {
            assertThatThrownBy(() -> decode("1" + header + "\n{}"))
                    .as(header)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Logged decode(String text) {
        return EventCodec.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    @Example
    void aPayloadThatIsNotJsonMayBeAnyBytesAndARemovalNeedsNone() {
        Event binary = Event.binary(List.of("t"), new byte[] {'\n', 0, '\r'});
        assertThat(binary.payload().json()).isFalse();
        assertThat(Event.removal(List.of("t")).topics()).isEmpty();
        assertThatThrownBy(() -> Event.removal(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> binary.withIdempotencyKey("k".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(binary.withIdempotencyKey("k".repeat(128)).terms().idempotencyKey())
                .hasSize(128);
    }

    @Example
    void aPayloadThatWouldBreakAFrameIsRefused() {
        for (String data : List.of("", "{\n}", "{}\n", "\r{}")) {
            assertThatThrownBy(() -> Event.of(List.of("room:7"), data.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Event.of(List.of(), new byte[] {'1'})).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void passagesAreWithinThePayloadAndApart() {
        Event event = Event.of(List.of("room:7"), "[1,22]".getBytes(StandardCharsets.UTF_8));
        Passage one = new Passage("a", 1, 2);
        Passage twentyTwo = new Passage("b", 3, 5);
        assertThat(event.withPassages(List.of(twentyTwo, one)).payload().passages())
                .containsExactly(one, twentyTwo);
        for (Passage other : List.of(new Passage("c", 1, 2), new Passage("c", 2, 4), new Passage("c", 5, 7))) {
            assertThatThrownBy(() -> event.withPassages(List.of(one, twentyTwo, other)))
                    .as(other.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Passage("", 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Passage("a", -1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Passage("a", 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aReplacementThatWouldBreakAFrameIsRefused() {
        Event event = Event.of(List.of("room:7"), new byte[] {'1'});
        assertThatThrownBy(() -> event.withRedactions(List.of(new Redaction("a", new byte[] {'1', '\n'}))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Redaction("", new byte[] {'1'})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Redaction("a", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<Map<String, String>> tags = Arbitraries.maps(names(), names()).ofMaxSize(3);
        return Combinators.combine(
                        names().list().ofMinSize(1).ofMaxSize(5),
                        payloads(),
                        infos().injectNull(0.5),
                        tags,
                        terms(),
                        changes())
                .as(Event::new);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings().all().excludeChars(unpairedSurrogates()).ofMaxLength(20);
    }

    private static Arbitrary<byte[]> lines() {
        return Arbitraries.bytes()
                .filter(b -> b != '\n' && b != '\r')
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(500);
    }

    private static Arbitrary<Payload> payloads() {
        return lines().flatMap(data -> Combinators.combine(Arbitraries.of(true, false), passages(data.length))
                .as((json, passages) -> new Payload(data, json, passages)));
    }

    /** Between some of the places in a payload, and every other of these stretches. */
    private static Arbitrary<List<Passage>> passages(int length) {
        Arbitrary<String> keys = names().filter(name -> !name.isEmpty());
        Arbitrary<Set<Integer>> cuts =
                Arbitraries.integers().between(0, length).set().ofMaxSize(8);
        return Combinators.combine(cuts, keys.list().ofSize(4)).as((places, labels) -> {
            List<Integer> ends = places.stream().sorted().toList();
            List<Passage> passages = new ArrayList<>();
            for (int i = 0; i + 1 < ends.size(); i += 2) {
                passages.add(new Passage(labels.get(i / 2), ends.get(i), ends.get(i + 1)));
            }
            return passages;
        });
    }

    private static Arbitrary<Changes> changes() {
        Arbitrary<Follow> follows = Combinators.combine(names(), names(), Arbitraries.of(true, false))
                .as(Follow::new);
        Arbitrary<Redaction> redactions = Combinators.combine(names().filter(name -> !name.isEmpty()), lines())
                .as(Redaction::new);
        return Combinators.combine(
                        follows.list().ofMaxSize(5),
                        names().list().ofMaxSize(3),
                        redactions.list().ofMaxSize(3))
                .as(Changes::new);
    }

    private static Arbitrary<ClientInfo> infos() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class);
        return Combinators.combine(names(), names(), bytes.injectNull(0.5), bytes.injectNull(0.5))
                .as(ClientInfo::new);
    }

    private static Arbitrary<Terms> terms() {
        Arbitrary<Version> versions = Combinators.combine(Arbitraries.longs().between(1, Long.MAX_VALUE), names())
                .as(Version::new);
        return Combinators.combine(Arbitraries.of(true, false), names().injectNull(0.5), versions.injectNull(0.5))
                .as(Terms::new);
    }

    private static char[] unpairedSurrogates() {
        StringBuilder surrogates = new StringBuilder();
        for (char c = Character.MIN_SURROGATE; c <= Character.MAX_SURROGATE; c++) {
            surrogates.append(c);
        }
        return surrogates.toString().toCharArray();
    }
}
