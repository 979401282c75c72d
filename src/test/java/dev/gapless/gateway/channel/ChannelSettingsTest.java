package dev.gapless.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelSettingsTest {
    @Test
    void aNamespaceOffersNothingThatIsNotSaid() {
        NamespaceSettings chat = ChannelFixture.settings("namespaces.chat.presence", "true")
                .namespaces()
                .get("chat");
        assertThat(chat).isNotNull();
        assertThat(chat.presence()).isTrue();
        assertThat(chat.historySize()).isZero();
        assertThat(chat.historyTtl()).isEqualTo(Duration.ZERO);
        assertThat(chat.allowSubscribeForClient()).isFalse();
        assertThat(chat.delta()).isFalse();
        assertThat(ChannelFixture.settings().namespaces()).isEmpty();
        assertThat(ChannelFixture.settings().withoutNamespace()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"personal", "room", "user", "here", "gapless"})
    void aReservedNameIsRefusedInALineThatNamesTheProperty(String name) {
        assertThatThrownBy(() -> ChannelFixture.settings("namespaces." + name + ".presence", "true"))
                .rootCause()
                .hasMessage(
                        "gapless.gateway.namespaces." + name + " is reserved for the messenger: choose another name");
    }

    @Test
    void aNameThatNoChannelCouldHaveIsRefused() {
        assertThatThrownBy(() -> ChannelFixture.settings("namespaces[a:b].presence", "true"))
                .rootCause()
                .hasMessageContaining("gapless.gateway.namespaces");
    }

    @ParameterizedTest
    @CsvSource({
        "history-size, -1",
        "history-size, 10",
        "history-ttl, 10s",
        "history-ttl, -10s",
        "force-recovery, true",
        "force-positioning, true",
        "channel-regex, '['"
    })
    void optionsThatContradictEachOtherAreRefused(String option, String value) {
        assertThatThrownBy(() -> ChannelFixture.settings("namespaces.chat." + option, value))
                .hasMessageContaining("gapless.gateway.namespaces.chat")
                .rootCause()
                .hasMessageContaining(option);
    }
}
