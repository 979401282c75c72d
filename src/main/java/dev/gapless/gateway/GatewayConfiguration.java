package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.account.TokenSecret;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.context.support.HttpRequestHandlerServlet;

/** Puts the gateway together, and at its address. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
    static final String WEBSOCKET = "/connection/websocket";

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
    GatewayHandshake gatewayHandshake(Gateway gateway) {
        return new GatewayHandshake(gateway);
    }

    /** A servlet of its own: the dispatcher servlet asks every request for its login session, after it has been handled. */
    @Bean
    ServletRegistrationBean<HttpRequestHandlerServlet> gatewayServlet() {
        ServletRegistrationBean<HttpRequestHandlerServlet> servlet =
                new ServletRegistrationBean<>(new HttpRequestHandlerServlet(), WEBSOCKET);
        // The servlet finds its handler by this name.
        servlet.setName("gatewayHandshake");
        return servlet;
    }

    /** No security filter sees a client connection: it has its own tokens, and must not load a login session. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain connectionSecurity() {
        return new DefaultSecurityFilterChain(
                PathPatternRequestMatcher.withDefaults().matcher("/connection/**"));
    }
}
