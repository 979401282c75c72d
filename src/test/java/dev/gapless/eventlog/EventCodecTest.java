package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.eventlog.EventCodec.Logged;
import dev.gapless.hub.ClientInfo;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Terms;
import dev.gapless.hub.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        assertThat(read.topics()).isEqualTo(event.topics());
        assertThat(read.follows()).isEqualTo(event.follows());
        assertThat(read.data()).isEqualTo(event.data());
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
        assertThat(binary.json()).isFalse();
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

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<String> names =
                Arbitraries.strings().all().excludeChars(unpairedSurrogates()).ofMaxLength(20);
        Arbitrary<Follow> follows =
                Combinators.combine(names, names, Arbitraries.of(true, false)).as(Follow::new);
        Arbitrary<byte[]> data = Arbitraries.bytes()
                .filter(b -> b != '\n' && b != '\r')
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(500);
        Arbitrary<ClientInfo> infos = Combinators.combine(
                        names,
                        names,
                        Arbitraries.bytes().array(byte[].class).injectNull(0.5),
                        Arbitraries.bytes().array(byte[].class).injectNull(0.5))
                .as(ClientInfo::new);
        Arbitrary<Version> versions = Combinators.combine(Arbitraries.longs().between(1, Long.MAX_VALUE), names)
                .as(Version::new);
        Arbitrary<Terms> terms = Combinators.combine(
                        Arbitraries.of(true, false), names.injectNull(0.5), versions.injectNull(0.5))
                .as(Terms::new);
        return Combinators.combine(
                        names.list().ofMinSize(1).ofMaxSize(5),
                        follows.list().ofMaxSize(5),
                        data,
                        Arbitraries.of(true, false),
                        infos.injectNull(0.5),
                        Arbitraries.maps(names, names).ofMaxSize(3),
                        terms,
                        names.list().ofMaxSize(3))
                .as(Event::new);
    }

    private static char[] unpairedSurrogates() {
        StringBuilder surrogates = new StringBuilder();
        for (char c = Character.MIN_SURROGATE; c <= Character.MAX_SURROGATE; c++) {
            surrogates.append(c);
        }
        return surrogates.toString().toCharArray();
    }
}
