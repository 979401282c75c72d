package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.eventlog.EventCodec.Logged;
import dev.gapless.hub.Follow;
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
        return Combinators.combine(
                        names.list().ofMinSize(1).ofMaxSize(5), follows.list().ofMaxSize(5), data)
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
