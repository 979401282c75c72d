package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmojiTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "😀",
                "👍",
                "👍🏽",
                "❤️",
                "☝🏿",
                "🇩🇪",
                "1️⃣",
                "#️⃣",
                "*️⃣",
                "👨‍👩‍👧‍👦",
                "🏳️‍🌈",
                "🏴‍☠️",
                "👩🏽‍🦰",
                "🧑🏿‍❤️‍💋‍🧑🏻",
                "👁️‍🗨️",
                "🏃🏻‍♀️",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "🏴",
                "🫶",
                "©️"
            })
    void oneEmojiOfAnyKindStaysAsItIs(String emoji) {
        assertThat(Emoji.parse(emoji)).isEqualTo(emoji);
    }

    @ParameterizedTest
    @CsvSource({"❤,❤️", "😀️,😀", "1⃣,1️⃣", "🏳‍🌈,🏳️‍🌈", "☝️🏿,☝🏿", "❤‍🔥,❤️‍🔥"})
    void thePictureIsSpelledInFullHoweverItIsTyped(String typed, String full) {
        assertThat(Emoji.parse(typed)).isEqualTo(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "1",
                "#",
                "ok",
                "😀😀",
                "😀 ",
                " 😀",
                "😀a",
                "🇩",
                "🇩🇪🇫",
                "🏽",
                "‍",
                "😀‍",
                "‍😀",
                "😀‍a",
                "️",
                "1️",
                "👍🏽🏽",
                "🏴󠁧󠁢",
                "😀\u0301",
                "\ud83d",
                "<b>",
                "🦰"
            })
    void whatIsNoEmojiOrMoreThanOneIsNone(String text) {
        assertThat(Emoji.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 1000})
    void aChainWithoutEndIsNone(int length) {
        assertThat(Emoji.parse("😀" + "‍😀".repeat(length))).isNull();
    }
}
