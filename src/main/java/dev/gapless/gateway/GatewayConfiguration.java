package dev.gapless.gateway;

import dev.gapless.account.LastSeen;
import dev.gapless.account.LoginEnds;
import dev.gapless.account.TokenSecret;
import dev.gapless.eventlog.EventLog;
import dev.gapless.eventlog.EventLogProperties;
import dev.gapless.eventlog.Retentions;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.ChannelRetentions;
import dev.gapless.gateway.channel.ChannelSettings;
import dev.gapless.gateway.channel.Namespaces;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.hub.FollowLoader;
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
    Namespaces namespaces(ChannelSettings settings, EventLogProperties log, GatewaySettings gateway) {
        return new Namespaces(settings, log.hub().retention(), gateway.channelNameLength());
    }

    @Bean
    Retentions retentions(Namespaces namespaces, EventLogProperties log) {
        return new ChannelRetentions(namespaces, Retentions.defaults(log));
    }

    @Bean
    ChannelPolicy channelPolicy(Namespaces namespaces, GatewaySettings settings) {
        return new ChannelPolicy(namespaces, settings.insecure());
    }

    @Bean
    Publishing publishing(EventLog events, ChannelPolicy policy, FollowLoader follows) {
        return new Publishing(events, policy, follows::topicOf);
    }

    @Bean
    Gateway gateway(
            GatewaySettings settings,
            Hub hub,
            Tokens tokens,
            ChannelPolicy policy,
            Publishing publishing,
            LoginEnds loginEnds,
            MeterRegistry meters,
            InstantSource clock) {
        return new Gateway(settings, hub, tokens, policy, publishing, loginEnds::known, meters, clock, new Timers());
    }

    @Bean
    Departures departures(Gateway gateway, LastSeen lastSeen, InstantSource clock) {
        Departures departures = new Departures(user -> !gateway.sessionsOf(user).isEmpty(), lastSeen::note, clock);
        gateway.connections().tellDepartures(departures::gone);
        return departures;
    }

    @Bean
    HealthIndicator gatewayHealthIndicator(Gateway gateway) {
        return new GatewayHealth(gateway);
    }
}
