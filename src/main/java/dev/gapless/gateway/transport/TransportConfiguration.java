package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;

/** Puts the endpoints at their addresses. */
@Configuration(proxyBeanMethods = false)
class TransportConfiguration {
    /** Boot measures requests in a filter of the same order, which as one of its own comes after ours. */
    private static final int AFTER_FORWARDED_HEADERS = Ordered.HIGHEST_PRECEDENCE + 1;

    /**
     * A filter that passes nothing on: clients come back by the thousand, and have tokens of their own, so what other
     * filters do for every request to the API (the login, its rules, measuring) would be for nothing. Only what a proxy
     * says of a client is heard first.
     */
    @Bean
    FilterRegistrationBean<Filter> clientEndpoints(Gateway gateway) {
        Map<String, HttpRequestHandler> endpoints = new Endpoints(gateway).byPath();
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, rest) -> {
            HttpRequestHandler endpoint = endpoints.get(((HttpServletRequest) request).getServletPath());
            if (endpoint == null) {
                rest.doFilter(request, response);
            } else {
                endpoint.handleRequest((HttpServletRequest) request, (HttpServletResponse) response);
            }
        });
        registration.setName("clientEndpoints");
        registration.setUrlPatterns(endpoints.keySet());
        registration.setOrder(AFTER_FORWARDED_HEADERS);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> slowRequests(Gateway gateway) {
        return factory -> factory.addServerCustomizers(new SlowRequests(gateway)::watch);
    }
}
