package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.account.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void contentIsKeptAsItIs() {
        for (String content : List.of(" x ", "\n\tx\r\n", "x".repeat(10_000), "🚲".repeat(10_000), "\u200b", "'; --")) {
            assertThat(Text.content(content)).isEqualTo(content);
        }
    }

    @Test
    void controlCharactersAreRefusedInContent() {
        for (String content : List.of("\u0001", "a\u001bb", "\u007f", "x\u0085", "\b")) {
            assertThatThrownBy(() -> Text.content(content)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void namesLoseTheSpacesAroundThem() {
        assertThat(Text.roomName("\t Release  train \n")).isEqualTo("Release  train");
    }

    @Test
    void namesCanBeSeenAndLeaveTheTextAroundThemAlone() {
        assertThat(Text.roomName("\u00a0Team\u2003")).isEqualTo("Team");
        assertThat(Text.topic("\u00a0")).isEmpty();
        for (String name : List.of("\u200b", "\u3164", "a\u202eb", "a\u2028b", "a\u0001b", "a\nb")) {
            assertThatThrownBy(() -> Text.roomName(name)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> Text.topic(name)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void whatCannotBeStoredIsRefused() {
        for (String text : List.of("\0", "a\0b", "\ud800", "\udc00x", "\udc00\ud800")) {
            assertThatThrownBy(() -> Text.content(text)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> Text.roomName(text)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> Text.query(text)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void namesThatReadAlikeHaveOneKey() {
        assertThat(Text.nameKey("STRASSE")).isEqualTo(Text.nameKey("Straße"));
        assertThat(Text.nameKey("Ⅳ ﬁne")).isEqualTo(Text.nameKey("iv FINE"));
        assertThat(Text.nameKey("Cafe\u0301")).isEqualTo(Text.nameKey("CAFÉ"));
        assertThat(Text.nameKey("ΟΔΟΣ")).isEqualTo(Text.nameKey("οδος"));
        assertThat(Text.nameKey("Team\u200b \u00a0one\u00a0")).isEqualTo(Text.nameKey("team one"));
        assertThat(Text.nameKey("Te\u2060am")).isEqualTo(Text.nameKey("team"));
        assertThat(Text.nameKey("team one")).isNotEqualTo(Text.nameKey("teamone"));
        assertThat(Text.nameKey("one")).isNotEqualTo(Text.nameKey("two"));
    }

    @Test
    void theKeyOfAPartIsAPartOfTheKey() {
        assertThat(Text.nameKey("ΟΔΟΣ ΑΒ")).contains(Text.nameKey("οδος")).contains(Text.nameKey("οδο"));
    }
}
