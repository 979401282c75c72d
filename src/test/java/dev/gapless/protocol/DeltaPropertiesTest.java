package dev.gapless.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Patches, tried on random texts and what random edits make of them. */
class DeltaPropertiesTest {
    /** What an edit that is found costs at most: a copy, the beginning of a new piece, and up to two blocks around it. */
    private static final int MOST_PER_EDIT = 60;

    private static final int AROUND = 40;

    /**
     * Replaces a stretch by a text.
     *
     * @param at where, as a fraction of the whole
     * @param length of the stretch in code points
     */
    record Edit(double at, int length, String by) {
        String apply(String text) {
            int points = text.codePointCount(0, text.length());
            int from = (int) (at * points);
            int begin = text.offsetByCodePoints(0, from);
            int end = text.offsetByCodePoints(begin, Math.min(length, points - from));
            return text.substring(0, begin) + by + text.substring(end);
        }
    }

    @Property(tries = 2000)
    void anyTextIsMadeOfAnyOther(@ForAll("texts") String base, @ForAll("texts") String target)
            throws MalformedFrameException, CharacterCodingException {
        roundTrip(base, target);
    }

    @Property(tries = 2000)
    void anEditedTextIsMadeOfTheOneBefore(@ForAll("texts") String base, @ForAll("edits") List<Edit> edits)
            throws MalformedFrameException, CharacterCodingException {
        String target = base;
        for (Edit edit : edits) {
            target = edit.apply(target);
        }
        roundTrip(base, target);
    }

    @Property(tries = 1000)
    void fewEditsOfALongTextAreAShortPatch(@ForAll("longTexts") String base, @ForAll("edits") List<Edit> edits)
            throws MalformedFrameException, CharacterCodingException {
        String target = base;
        int written = 0;
        for (Edit edit : edits) {
            target = edit.apply(target);
            written += edit.by().getBytes(UTF_8).length;
        }
        assertThat(roundTrip(base, target)).hasSizeLessThanOrEqualTo(AROUND + written + MOST_PER_EDIT * edits.size());
    }

    @Property(tries = 2000)
    void anyBytesAreMadeOfAnyOthers(@ForAll("bytes") byte[] base, @ForAll("bytes") byte[] target)
            throws MalformedFrameException {
        byte[] patch = Delta.create(base, target);
        assertThat(Delta.apply(base, patch, target.length)).isEqualTo(target);
    }

    private static byte[] roundTrip(String base, String target)
            throws MalformedFrameException, CharacterCodingException {
        byte[] from = base.getBytes(UTF_8);
        byte[] to = target.getBytes(UTF_8);
        byte[] patch = Delta.create(from, to);
        // As text, as JSON frames carry it.
        byte[] carried =
                UTF_8.newDecoder().decode(ByteBuffer.wrap(patch)).toString().getBytes(UTF_8);
        assertThat(Delta.apply(from, carried, to.length)).isEqualTo(to);
        return patch;
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(words(0, 12), words(0, 120), repetitions());
    }

    @Provide
    Arbitrary<String> longTexts() {
        return words(100, 200);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 30),
                        words(0, 3))
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        // Few values, so that there is something to find.
        return Arbitraries.of((byte) 0, (byte) 'a', (byte) 0x80, (byte) 0xbf, (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(300);
    }

    private static Arbitrary<String> words(int least, int most) {
        return word().list().ofMinSize(least).ofMaxSize(most).map(words -> String.join(" ", words));
    }

    private static Arbitrary<String> repetitions() {
        return Combinators.combine(word(), Arbitraries.integers().between(1, 200), word())
                .as((word, times, last) -> word.repeat(times) + last);
    }

    private static Arbitrary<String> word() {
        Arbitrary<Integer> letter = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.integers().between('a', 'z')),
                Tuple.of(2, Arbitraries.integers().between(0xe0, 0xff)),
                Tuple.of(2, Arbitraries.integers().between(0x4e00, 0x4eff)),
                Tuple.of(2, Arbitraries.integers().between(0x1f440, 0x1f4ff)),
                Tuple.of(1, Arbitraries.integers().between(0, 0x7f)));
        return letter.list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(letters -> letters.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }
}
