package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class GatewaySettingsTest {

    /** Section 11 of the protocol: who comes from Centrifugo finds what they had. */
    @Test
    void withoutConfigurationTheLimitsAreThoseOfTheProtocol() {
        GatewaySettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("gapless.gateway", GatewaySettings.class);
        assertThat(settings.messageSize()).isEqualTo(DataSize.ofBytes(65_536));
        assertThat(settings.queueSize()).isEqualTo(DataSize.ofMegabytes(1));
        assertThat(settings.channelsPerConnection()).isEqualTo(128);
        assertThat(settings.channelNameLength()).isEqualTo(255);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.pingInterval()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.pongTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.expiredCloseDelay()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.expiredSubCloseDelay()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.subscribeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.writeTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.insecure()).isFalse();
        assertThat(settings.allowAnonymous()).isFalse();
    }
}
