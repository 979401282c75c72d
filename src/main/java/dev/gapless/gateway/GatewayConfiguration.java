package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.account.TokenSecret;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the gateway together. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
    @Bean
    Tokens tokens(TokenSecret secret, TokenSettings settings, GatewaySettings gateway, InstantSource clock) {
        return new Tokens(secret.hmacKey(), settings, gateway.tokenTtl(), clock);
    }

    @Bean
    ChannelPolicy channelPolicy() {
        return new PersonalChannels();
    }

    @Bean
    Gateway gateway(
            GatewaySettings settings,
            Hub hub,
            Tokens tokens,
            ChannelPolicy policy,
            LoginEnds loginEnds,
            MeterRegistry meters,
            InstantSource clock) {
        return new Gateway(settings, hub, tokens, policy, loginEnds::known, meters, clock, new Timers());
    }

    @Bean
    HealthIndicator gatewayHealthIndicator(Gateway gateway) {
        return new GatewayHealth(gateway);
    }
}
