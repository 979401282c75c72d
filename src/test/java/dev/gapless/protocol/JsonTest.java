package dev.gapless.protocol;

import static dev.gapless.protocol.GoldenMeanings.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1.5e+10",
                "null",
                "true",
                "\"\"",
                "\"grüße 👋 \\ud83d\"",
                "{}",
                " {\n \"a\" : [ 1,\r\n2 ] }\n",
                "{\"a\":1,\"a\":2}",
                "123456789012345678901234567890123456789012345678901234567890"
            })
    void aValueIsAValue(String text) {
        assertThat(Json.isValue(bytes(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "{",
                "[1,]",
                "{\"a\"}",
                "{a:1}",
                "'a'",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "01",
                "1 2",
                "{}{}",
                "nul",
                "NaN",
                "Infinity",
                "+1",
                ".5",
                "1.",
                "// 1",
                "1 // one",
                "\ufeff1",
                "1\u0000",
                "\u0000",
                "1,"
            })
    void whatIsNotOneValueIsNone(String text) {
        assertThat(Json.isValue(bytes(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xc0, 0xed, 0xf8, 0xff})
    void whatIsNotUtf8IsNone(int bad) {
        assertThat(Json.isValue(new byte[] {'"', (byte) bad, '"'})).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void whatAllClientsCanFollowIsAValue(int depth) {
        assertThat(Json.isValue(nested(depth))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 100_000})
    void whatIsTooDeepIsNone(int depth) {
        assertThat(Json.isValue(nested(depth))).isFalse();
    }

    private static byte[] nested(int depth) {
        return bytes("[".repeat(depth) + "]".repeat(depth));
    }
}
