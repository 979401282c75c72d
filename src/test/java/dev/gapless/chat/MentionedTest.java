package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionedTest {
    @Test
    void namesAreFoundAnywhereInTheText() {
        assertThat(names("@alice, have you seen (@bob)?\n@carol: \"@dave\" *@erin* @frank’s"))
                .containsExactly("alice", "bob", "carol", "dave", "erin", "frank");
    }

    @Test
    void aNameMayEndLikeASentence() {
        assertThat(Mentioned.in("Ask @b.o-b.. or @al_").names())
                .containsExactly(List.of("b.o-b..", "b.o-b.", "b.o-b"), List.of("al_", "al"));
    }

    @Test
    void namesAreFoldedLikeThoseOfAccounts() {
        assertThat(names("@ALICE @ａｌｉｃｅ @Zoe\u0301 @李雷 @ИВАН")).containsExactly("alice", "zoé", "李雷", "иван");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no names",
                "@",
                "@ alice",
                "bob@alice.example",
                "x.@alice",
                "@@alice",
                "@-alice",
                "`@alice`",
                "``a ` @alice``",
                "```\n@alice\n```",
                "```java\n@alice",
                "x\n```\n@alice\n``\n",
                "a `b` `c @alice d`"
            })
    void addressesAndCodeNameNobody(String text) {
        assertThat(Mentioned.in(text)).isEqualTo(Mentioned.NOBODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`code` @alice",
                "`@alice",
                "`` @alice `",
                "```x``` @alice",
                "a ``` @alice",
                "```\ncode\n```\n@alice",
                "`x`@alice"
            })
    void whatIsBesideCodeCounts(String text) {
        assertThat(names(text)).containsExactly("alice");
    }

    @Test
    void everybodyIsNamedByRoomOrAll() {
        assertThat(Mentioned.in("@room!")).isEqualTo(new Mentioned(true, List.of()));
        assertThat(Mentioned.in("Look, @ALL.")).isEqualTo(new Mentioned(true, List.of()));
        assertThat(Mentioned.in("@roommate @allan `@room`").room()).isFalse();
    }

    @Test
    void theFirstFiftyNamesCountEachOnce() {
        String text = IntStream.range(0, 200)
                .mapToObj(i -> "@user" + i + " @user" + i)
                .collect(Collectors.joining(" "));

        assertThat(names(text))
                .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "user" + i).toList());
        assertThat(Mentioned.in(text + " @room").room()).isTrue();
    }

    @Test
    void hostileTextsTakeNoTime() {
        for (String part : List.of("@", "@a", "`", "``@", "@a-", "@a" + "-".repeat(70), "` ``  ", "\n```")) {
            String text = part.repeat(10_000 / part.length());
            assertThat(Mentioned.in(text).names()).hasSizeLessThanOrEqualTo(Mentioned.MOST);
        }
    }

    private static List<String> names(String text) {
        return Mentioned.in(text).names().stream().map(List::getLast).toList();
    }
}
