package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.account.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueryTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {
                "hello|'hello':*",
                "hello wor|'hello' & 'wor':*",
                "\"hello world\"|'hello world'",
                "\"hello wor|'hello wor'",
                "\"a b\" c -d|'a b' & 'c' & !'d'",
                "a -\"b c\"|'a' & !'b c'",
                "a -b c|'a' & !'b' & 'c':*",
                "a - 🚲 !!!|'a'",
                "it's|'it''s':*",
                "c:\\dir & (x y)|'c:\\\\dir' & '(x' & 'y)':*",
                "and/or <tag>|'and or' & 'tag':*"
            },
            delimiter = '|')
    void wordsPhrasesAndWhatMustNotBeThere(String typed, String query) {
        assertThat(SearchQuery.parse(typed)).isEqualTo(query);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "-", "\"\"", "-word", "-\"a b\" -c", "!?", "\" \""})
    void nothingToLookForIsRefused(@Nullable String typed) {
        assertThatThrownBy(() -> SearchQuery.parse(typed)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aQueryHasALength() {
        assertThat(SearchQuery.parse("x".repeat(200))).hasSize(204);
        assertThatThrownBy(() -> SearchQuery.parse("x".repeat(201))).isInstanceOf(InvalidInputException.class);
    }
}
