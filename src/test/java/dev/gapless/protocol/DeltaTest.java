package dev.gapless.protocol;

import static dev.gapless.protocol.GoldenMeanings.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DeltaTest {
    private static final int LARGE = 1 << 20;

    /**
     * A patch that clients have been seen to understand: the web app's tests hand it to the SDK.
     *
     * @param encoding of the three: {@code utf-8} or {@code base64}
     */
    record Golden(String name, String encoding, String base, String target, String patch) {
        byte[] decoded(String text) {
            return encoding.equals("base64") ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void patchesAreWhatClientsUnderstand(Golden golden) throws MalformedFrameException {
        byte[] base = golden.decoded(golden.base());
        byte[] target = golden.decoded(golden.target());
        byte[] patch = golden.decoded(golden.patch());
        assertThat(Delta.create(base, target)).isEqualTo(patch);
        assertThat(Delta.apply(base, patch, target.length)).isEqualTo(target);
    }

    @Test
    void twoChangedSpotsCostLittleMoreThanWhatHasChanged() {
        byte[] base = bytes(document("Ada", "draft"));
        byte[] target = bytes(document("Grace", "final"));
        assertThat(Delta.create(base, target)).hasSizeLessThan(60);
    }

    @Test
    void whatHasMovedIsFound() {
        String one = "The quick brown fox jumps over the lazy dog. ";
        String two = "Sphinx of black quartz, judge my vow. ";
        byte[] patch = Delta.create(bytes(one + two), bytes(two + one));
        assertThat(patch).hasSizeLessThan(30);
    }

    @Test
    void ofEqualPassagesTheOneThatGoesOnAlikeIsFound() {
        String passage = "The quick brown fox jumps over a";
        String rest = " lazy dog while a sphinx of black quartz judges its vow.";
        String base = passage + "n idle cat, and later it jumps. " + passage + rest;
        byte[] patch = Delta.create(bytes(base), bytes("- " + passage + rest + " -"));
        assertThat(new String(patch, UTF_8)).containsOnlyOnce("@");
    }

    @Test
    void charactersThatBeginAlikeAreNotCut() throws CharacterCodingException {
        byte[] patch = Delta.create(
                bytes("x".repeat(40) + "👋" + "y".repeat(40)), bytes("x".repeat(40) + "👍" + "y".repeat(40)));
        assertThat(text(patch)).contains("👍");
    }

    @Test
    void charactersThatEndAlikeAreNotCut() throws CharacterCodingException {
        // U+4E00 and U+5E00 differ in their second byte of three alone.
        byte[] patch = Delta.create(
                bytes("x".repeat(40) + "\u4e00" + "y".repeat(40)), bytes("x".repeat(40) + "\u5e00" + "y".repeat(40)));
        assertThat(text(patch)).contains("\u5e00");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noContentTakesMoreThanItsLengthIsWorth(List<byte[]> baseAndTarget) throws MalformedFrameException {
        byte[] base = baseAndTarget.getFirst();
        byte[] target = baseAndTarget.getLast();
        byte[] patch = Delta.create(base, target);
        assertThat(Delta.apply(base, patch, target.length)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "7\n",
                "7 \n",
                "\n0;",
                "0000000\n0;",
                "~~~~~~~~~~~~~~~~~~~~~~~~~\n0;",
                "~~~~~~\n0;",
                "4\n4:base",
                "4\n4:bas",
                "4\n4@0,",
                "4\n4@0",
                "4\n4@0;",
                "4\n5@0,0;",
                "8\n4@1,4@0,0;",
                "8\n8@0,0;",
                "4\n4@~~~~~~,0;",
                "4\n~~~~~~@0,0;",
                "4\n~~~~~~:base0;",
                "3\n4@0,1n2Ni~;",
                "4\n4@0,0;",
                "4\n4:base4@0,0;",
                "4\n4#base0;",
                "4\n4:base-1;"
            })
    void whatIsNoPatchIsRefused(String patch) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> Delta.apply(bytes("base"), bytes(patch), 100));
    }

    @Test
    void aPatchOfAnotherBaseIsRefused() {
        byte[] base = bytes(document("Ada", "draft"));
        byte[] patch = Delta.create(base, bytes(document("Grace", "draft")));
        base[0] = ' ';
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> Delta.apply(base, patch, 10_000));
    }

    @Test
    void aPatchIsNotFollowedByAnything() {
        byte[] patch = Delta.create(bytes("base"), bytes("target"));
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> Delta.apply(bytes("base"), Arrays.copyOf(patch, patch.length + 1), 100));
    }

    @Test
    void aPatchForMoreThanIsAllowedIsRefused() throws MalformedFrameException {
        byte[] patch = Delta.create(bytes("base"), bytes("target"));
        assertThat(Delta.apply(bytes("base"), patch, 6)).isEqualTo(bytes("target"));
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> Delta.apply(bytes("base"), patch, 5));
    }

    private static String document(String name, String state) {
        return "{\"id\":7,\"author\":{\"name\":\"" + name + "\",\"role\":\"editor\"},\"text\":\""
                + "Lorem ipsum dolor sit amet. ".repeat(12) + "\",\"state\":\"" + state
                + "\",\"tags\":[\"one\",\"two\",\"three\"],\"closed\":false}";
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private static Stream<List<byte[]>> hostile() {
        byte[] same = new byte[LARGE];
        Arrays.fill(same, (byte) 'a');
        byte[] interrupted = same.clone();
        for (int i = 16; i < LARGE; i += 17) {
            interrupted[i] = 'b';
        }
        byte[] period = new byte[LARGE];
        for (int i = 0; i < LARGE; i++) {
            period[i] = (byte) ("0123456789abcdef".charAt(i % 16) + (i / 16 % 4096 == 0 ? 1 : 0));
        }
        byte[] within = new byte[LARGE];
        Arrays.fill(within, (byte) 0x80);
        byte[] shifted = within.clone();
        for (int i = 0; i < LARGE; i += 100) {
            shifted[i] = (byte) 0xbf;
        }
        byte[] noise = new byte[LARGE];
        new Random(1).nextBytes(noise);
        byte[] backwards = new byte[LARGE];
        for (int i = 0; i < LARGE; i++) {
            backwards[i] = noise[LARGE - 1 - i];
        }
        byte[] blocks = new byte[LARGE];
        Random random = new Random(2);
        for (int i = 0; i < LARGE; i += 16) {
            System.arraycopy(noise, 16 * random.nextInt(64), blocks, i, 16);
        }
        return Stream.of(
                List.of(same, same),
                List.of(same, interrupted),
                List.of(interrupted, same),
                List.of(interrupted, period),
                List.of(period, Arrays.copyOfRange(period, 5, LARGE)),
                List.of(same, Arrays.copyOf(same, 17)),
                List.of(within, shifted),
                List.of(shifted, within),
                List.of(noise, backwards),
                List.of(noise, blocks),
                List.of(blocks, noise),
                List.of(blocks, Arrays.copyOfRange(blocks, 7, LARGE)));
    }

    private static List<Golden> golden() throws IOException {
        try (InputStream in = DeltaTest.class.getResourceAsStream("/protocol/deltas.json")) {
            return List.of(new JsonMapper().readValue(Objects.requireNonNull(in), Golden[].class));
        }
    }
}
