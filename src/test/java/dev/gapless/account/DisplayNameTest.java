package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ada Lovelace", "Zoë ✨", "山田 太郎", "محمد", "می‌خواهم", "👩‍🚀", "O'Brien <3"})
    void whatCanBeSeenIsAName(String name) {
        assertThat(DisplayName.of(name)).isEqualTo(name);
    }

    @Test
    void spacesAroundItDoNotBelongToIt() {
        assertThat(DisplayName.of(" \t Ada\n")).isEqualTo("Ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u2003\n", "\u00a0"})
    void nothingIsNoName(String typed) {
        assertThat(DisplayName.of(typed)).isNull();
        assertThat(DisplayName.of(null)).isNull();
    }

    @Test
    void sixtyCharactersAreTheMost() {
        String longest = "😀".repeat(60);
        assertThat(DisplayName.of(longest)).isEqualTo(longest);
        refuses(longest + "x", "must have at most 60 characters");
    }

    @ParameterizedTest
    @CsvSource({"0000", "0009", "000a", "001b", "007f", "0085", "2028", "2029", "202a", "202e", "2066", "2069"})
    void whatDisturbsTheTextAroundItIsRefused(String code) {
        String character = Character.toString(Integer.parseInt(code, 16));
        refuses("a" + character + "b", "must not contain line breaks, control characters or changes of direction");
    }

    @ParameterizedTest
    @CsvSource({"200b", "200d", "feff", "00ad", "3164", "115f", "ffa0", "2800", "0301", "e000", "2060"})
    void whatCannotBeSeenAloneIsRefused(String code) {
        refuses(Character.toString(Integer.parseInt(code, 16)).repeat(3), "must contain a visible character");
    }

    private static void refuses(String name, String rule) {
        assertThatThrownBy(() -> DisplayName.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(rule);
    }
}
