package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.account.TokenSecret;
import dev.gapless.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the gateway together. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
    @Bean
    Tokens tokens(TokenSecret secret, GatewaySettings settings, InstantSource clock) {
        return new Tokens(secret.hmacKey(), settings.tokenTtl(), clock);
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
        return new Gateway(settings, hub, tokens, policy, loginEnds::known, meters, clock);
    }
}
