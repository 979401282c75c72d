package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/** What is asked of every client before its connection is opened, whatever the transport. */
final class Admission {
    /** By then many of those who are in the way have connected. */
    private static final String RETRY_SECONDS = "2";

    private final Gateway gateway;
    private final Origins origins;

    Admission(Gateway gateway, Origins origins) {
        this.gateway = gateway;
        this.origins = origins;
    }

    /** Whether a client may open a connection; if not, it has been answered. */
    boolean admits(HttpServletRequest request, HttpServletResponse response) {
        if (!gateway.isRunning()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } else if (!origins.allow(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else if (!gateway.hasRoomFor(request.getRemoteAddr())) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        } else {
            return true;
        }
        return false;
    }
}
