package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/** Whether there is room for another client, whatever its transport. */
final class Admission {
    /** By then many of those who are in the way have connected. */
    private static final String RETRY_SECONDS = "2";

    private final Gateway gateway;

    Admission(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Whether a client may open a connection; if not, it has been answered. */
    boolean admits(HttpServletRequest request, HttpServletResponse response) {
        if (!gateway.isRunning()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } else if (!gateway.hasRoomFor(request.getRemoteAddr())) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        } else {
            return true;
        }
        return false;
    }
}
