package dev.gapless.gateway.transport;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.support.AbstractHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Answers handshakes. Spring checks them; who connects is told by the first command alone, so no login session is
 * looked up, and the connection never comes back to a handler of Spring's.
 */
final class WebSocketEndpoint implements HttpRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(WebSocketEndpoint.class);

    private final Origins origins;
    private final Admission admission;
    private final WebSocketHttpRequestHandler handshakes;

    WebSocketEndpoint(Origins origins, Admission admission, WebSocketUpgrade upgrade) {
        this.origins = origins;
        this.admission = admission;
        handshakes = new WebSocketHttpRequestHandler(new AbstractWebSocketHandler() {}, new Checks(upgrade));
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!origins.allow(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        if (!admission.admits(request, response)) {
            return;
        }
        try {
            handshakes.handleRequest(request, response);
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
            setSupportedProtocols(WebSocketUpgrade.PROTOBUF);
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
