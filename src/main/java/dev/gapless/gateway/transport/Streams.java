package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.protocol.Codec;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/** Begins answers that do not end. */
final class Streams {
    private final Gateway gateway;
    private final EmulatedSessions sessions;

    Streams(Gateway gateway, EmulatedSessions sessions) {
        this.gateway = gateway;
        this.sessions = sessions;
    }

    /** An answer of this type, with all that keeps what lies between from holding it back or keeping it. */
    StreamTransport begin(HttpServletRequest request, HttpServletResponse response, String type, Codec codec) {
        response.setContentType(type);
        response.setHeader(
                HttpHeaders.CACHE_CONTROL, "private, no-cache, no-store, must-revalidate, max-age=0, no-transform");
        response.setHeader(HttpHeaders.PRAGMA, "no-cache");
        response.setHeader(HttpHeaders.EXPIRES, "0");
        response.setHeader("X-Accel-Buffering", "no");
        return new StreamTransport(gateway, sessions, codec, request, response);
    }
}
