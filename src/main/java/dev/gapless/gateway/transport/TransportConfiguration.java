package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.web.HttpRequestHandler;

/** Puts the endpoints at their addresses. */
@Configuration(proxyBeanMethods = false)
class TransportConfiguration {

    /** Servlets of their own: the dispatcher servlet asks every request for its login session, after it has been handled. */
    @Bean
    ServletContextInitializer clientEndpoints(Gateway gateway) {
        return context -> new Endpoints(gateway).byPath().forEach((path, handler) -> {
            ServletRegistration.Dynamic servlet = context.addServlet(path, new EndpointServlet(handler));
            servlet.addMapping(path);
            servlet.setAsyncSupported(true);
        });
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> slowRequests(Gateway gateway) {
        return factory -> factory.addServerCustomizers(new SlowRequests(gateway)::watch);
    }

    /** No security filter sees a client connection: it has its own tokens, and must not load a login session. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain connectionSecurity() {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        return new DefaultSecurityFilterChain(
                new OrRequestMatcher(paths.matcher("/connection/**"), paths.matcher("/emulation")));
    }

    private static final class EndpointServlet extends GenericServlet {
        private static final long serialVersionUID = 1;

        private final transient HttpRequestHandler handler;

        EndpointServlet(HttpRequestHandler handler) {
            this.handler = handler;
        }

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            handler.handleRequest((HttpServletRequest) request, (HttpServletResponse) response);
        }
    }
}
