package dev.gapless.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which channels there are: section 11 of the protocol (syntax), section 4 (102 and 107). */
class NamespacesTest {
    private final Namespaces namespaces = ChannelFixture.namespaces(
            "namespaces.chat.presence", "true",
            "namespaces.numbers.channel-regex", "^[0-9]+$",
            "without-namespace.delta", "true");

    @Test
    void whatStandsBeforeTheColonIsTheNamespace() {
        Channel channel = ChannelFixture.channel(namespaces, "chat:a:b");
        assertThat(channel.namespace().name()).isEqualTo("chat");
        assertThat(channel.rest()).isEqualTo("a:b");
        assertThat(channel.namespace().offers().presence()).isTrue();
    }

    @Test
    void thePrivatePrefixIsNoPartOfTheNamespace() {
        Channel channel = ChannelFixture.channel(namespaces, "$chat:a");
        assertThat(channel.namespace().name()).isEqualTo("chat");
        assertThat(channel.isPrivate()).isTrue();
        assertThat(ChannelFixture.channel(namespaces, "$a").namespace().name()).isEmpty();
    }

    @Test
    void aChannelWithoutAColonHasTheOptionsOfThose() {
        assertThat(ChannelFixture.channel(namespaces, "news")
                        .namespace()
                        .offers()
                        .delta())
                .isTrue();
    }

    @Test
    void withoutSuchOptionsThereAreNoChannelsWithoutAColon() {
        assertThat(ChannelFixture.namespaces().find("news")).isEqualTo(new Lookup.Refused(ErrorCode.UNKNOWN_CHANNEL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"other:a", ":a", "user:42", "here:7", "gapless:control", "$personal:42", "$room:7", "$$chat:a"})
    void namespacesThatNobodyConfiguredAreUnknown(String name) {
        assertThat(namespaces.find(name)).isEqualTo(new Lookup.Refused(ErrorCode.UNKNOWN_CHANNEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat:ä", "chat:a b", "chat:\n", "chat:\u007f", "numbers:x", "numbers:", "numbers:1x"})
    void namesThatAreNotPrintableAsciiOrNotLikeThePatternAreBadRequests(String name) {
        assertThat(namespaces.find(name)).isEqualTo(new Lookup.Refused(ErrorCode.BAD_REQUEST));
    }

    @Test
    void namesThatAreEmptyOrHaveMoreBytesThanTheyMayAreBadRequests() {
        String longest = "chat:" + "x".repeat(250);
        assertThat(namespaces.find(longest)).isInstanceOf(Lookup.Found.class);
        for (String name : List.of("", longest + "x", "chat:" + "ü".repeat(126), "other:" + "x".repeat(250))) {
            assertThat(namespaces.find(name)).isEqualTo(new Lookup.Refused(ErrorCode.BAD_REQUEST));
        }
    }

    @Test
    void thePatternIsForWhatStandsBehindTheNamespace() {
        assertThat(ChannelFixture.channel(namespaces, "numbers:17").rest()).isEqualTo("17");
        assertThat(ChannelFixture.channel(namespaces, "$numbers:17").rest()).isEqualTo("17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:", "room:0", "room:07", "room:-1", "room:x", "room:7 ", "room:12345678901234567890"})
    void aRoomIsANumberAsWeWriteIt(String name) {
        assertThat(namespaces.find(name)).isEqualTo(new Lookup.Refused(ErrorCode.BAD_REQUEST));
    }

    @Test
    void theMessengersOwnChannelsAreAlwaysThere() {
        Offers personal = ChannelFixture.channel(ChannelFixture.namespaces(), "personal:42")
                .namespace()
                .offers();
        assertThat(personal.history()).isEqualTo(ChannelFixture.OURS);
        assertThat(personal.recovery()).isEqualTo(Feature.FORCED);
        Offers room = ChannelFixture.channel(ChannelFixture.namespaces(), "room:7")
                .namespace()
                .offers();
        assertThat(room.hasHistory()).isFalse();
        assertThat(room.presence()).isTrue();
        assertThat(room.joinLeave()).isTrue();
    }
}
