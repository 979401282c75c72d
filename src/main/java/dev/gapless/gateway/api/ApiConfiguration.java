package dev.gapless.gateway.api;

import dev.gapless.account.Presence;
import dev.gapless.account.RateLimits;
import dev.gapless.eventlog.EventLog;
import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.channel.Namespaces;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.context.support.HttpRequestHandlerServlet;

/** Puts the server API at its address, and this server among the others. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
    private static final String ENDPOINT = "apiEndpoint";

    @Bean
    Cluster cluster(Gateway gateway, Hub hub, EventLog events, InstantSource clock) {
        return new Cluster(gateway, hub, events, clock);
    }

    @Bean
    Presence presence(Cluster cluster) {
        return cluster.everywhere()::online;
    }

    @Bean
    ServerApi serverApi(
            EventLog events,
            Hub hub,
            FollowLoader topics,
            Namespaces namespaces,
            Cluster cluster,
            MeterRegistry meters,
            InstantSource clock) {
        Function<String, Lookup> channels = namespaces::find;
        return new ServerApi(
                new Publishing(events, channels, topics),
                new Commanding(cluster.control(), channels, clock),
                new Asking(hub, channels, cluster.everywhere()),
                meters);
    }

    @Bean(ENDPOINT)
    ApiEndpoint apiEndpoint(ApiSettings settings, RateLimits limits, Gateway gateway, ServerApi api) {
        return new ApiEndpoint(
                new ApiKeys(settings.apiKey(), limits),
                gateway::isRunning,
                settings.apiMaxBody().toBytes(),
                api);
    }

    /** A servlet of its own: the dispatcher servlet asks every request for its login session, after it has been handled. */
    @Bean
    ServletRegistrationBean<HttpRequestHandlerServlet> apiServlet() {
        ServletRegistrationBean<HttpRequestHandlerServlet> servlet =
                new ServletRegistrationBean<>(new HttpRequestHandlerServlet(), "/gateway/api/*");
        servlet.setName(ENDPOINT); // the servlet finds its handler by this name
        return servlet;
    }

    /** No security filter sees a call: who has the key has no login, and forges no request. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain apiKeySecurity() {
        return new DefaultSecurityFilterChain(
                PathPatternRequestMatcher.withDefaults().matcher("/gateway/api/**"));
    }
}
