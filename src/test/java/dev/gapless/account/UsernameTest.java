package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"al", "Alice", "a.b_c-d", "42", "zoë", "Фёдор", "山田たろう", "x23456789012345678901234567890_2"})
    void ordinaryNamesMayBeRegistered(String name) {
        assertThat(Username.of(name).brokenRule()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                | must have 2 to 32 characters
                    a                                 | must have 2 to 32 characters
                    x23456789012345678901234567890_23 | must have 2 to 32 characters
                    a b                               | may contain letters, digits, dots, underscores and hyphens only
                    <b>                               | may contain letters, digits, dots, underscores and hyphens only
                    a/b                               | may contain letters, digits, dots, underscores and hyphens only
                    a\u200bb                          | may contain letters, digits, dots, underscores and hyphens only
                    a\u202eb                          | may contain letters, digits, dots, underscores and hyphens only
                    .ab                               | must begin with a letter or a digit
                    _ab                               | must begin with a letter or a digit
                    \u0430lice                        | must not mix letters of different alphabets
                    """)
    void othersAreRefusedWithTheRule(String name, String rule) {
        assertThat(Username.of(name).brokenRule()).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({"Alice,aLICE", "ＡＬＩＣＥ,alice", "Zoë,zoe\u0308", "straße,STRASSE", "' bob ',bob"})
    void namesThatLookAlikeAreOne(String one, String other) {
        assertThat(Username.of(one).key()).isEqualTo(Username.of(other).key());
    }

    @Test
    void theNameIsShownAsItWasWritten() {
        assertThat(Username.of(" McLeod ").shown()).isEqualTo("McLeod");
    }
}
