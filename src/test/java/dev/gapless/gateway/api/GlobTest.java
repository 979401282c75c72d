package dev.gapless.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' anything:1",
                "* ''",
                "news:* news:1",
                "news:* news:",
                "*:1 news:1",
                "*ab*ab abxabab",
                "a?c abc",
                "room:[0-9] room:7",
                "room:[!0-9] room:x",
                "[]] ]",
                "[a-] -",
                "{a,b} b",
                "{a,b{c,d*}}:1 bdx:1",
                "x{,y} x",
                "\\* *",
                "\\{a\\} {a}",
                "[{,}] ,",
                "a,b a,b"
            })
    void namesOfThePatternMatch(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "news:* new:1",
                "news news:1",
                "ews news",
                "a?c ac",
                "a?c abbc",
                "room:[0-9] room:77",
                "room:[!0-9] room:7",
                "{a,b} ab",
                "{a,b} a,b",
                "\\* a",
                "*a b",
                "a ''"
            })
    void otherNamesDoNot(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a", "[a", "a{b,{c}", "[!", "[]", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"})
    void malformedPatternsAreRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.of(pattern));
    }

    @Test
    void aPatternOfManyStarsIsSoonDecided() {
        assertThat(Glob.of("*a".repeat(500) + "b").matches("a".repeat(5_000))).isFalse();
    }
}
