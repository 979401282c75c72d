package dev.gapless.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.support.AbstractHandshakeHandler;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Answers handshakes. Spring checks them; who connects is told by the first command alone, so no login session is
 * looked up, and the connection never comes back to a handler of Spring's.
 */
final class GatewayHandshake implements HttpRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(GatewayHandshake.class);

    /** By then many of those who are in the way have connected. */
    private static final String RETRY_SECONDS = "2";

    private final Gateway gateway;
    private final WebSocketHttpRequestHandler checks;

    GatewayHandshake(Gateway gateway) {
        this.gateway = gateway;
        OriginHandshakeInterceptor origins = new OriginHandshakeInterceptor();
        origins.setAllowedOriginPatterns(gateway.settings().allowedOrigins());
        checks = new WebSocketHttpRequestHandler(
                new AbstractWebSocketHandler() {}, new Checks(new WebSocketUpgrade(gateway)));
        checks.setHandshakeInterceptors(List.of(origins));
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!gateway.isRunning()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        if (!gateway.newcomers().hasRoom(request.getRemoteAddr())) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            return;
        }
        try {
            checks.handleRequest(request, response);
        } catch (HandshakeFailureException e) {
            log.debug("A handshake failed", e);
            if (!response.isCommitted()) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
        }
    }

    private static final class Checks extends AbstractHandshakeHandler {
        Checks(WebSocketUpgrade upgrade) {
            super(upgrade);
        }

        @Override
        protected @Nullable Principal determineUser(
                ServerHttpRequest request, WebSocketHandler handler, Map<String, Object> attributes) {
            return null;
        }

        @Override
        protected void handleInvalidUpgradeHeader(ServerHttpRequest request, ServerHttpResponse response) {
            response.setStatusCode(HttpStatus.UPGRADE_REQUIRED);
            response.getHeaders().setUpgrade("websocket");
            response.getHeaders().setConnection("Upgrade");
        }
    }
}
