package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import java.util.Map;
import org.springframework.web.HttpRequestHandler;

/** The addresses at which clients connect, and what answers at each. */
public final class Endpoints {
    private final Map<String, HttpRequestHandler> byPath;

    /** Endpoints of a gateway; those of fallback transports only if they are on. */
    public Endpoints(Gateway gateway) {
        Admission admission =
                new Admission(gateway, new Origins(gateway.settings().allowedOrigins()));
        byPath = Map.of("/connection/websocket", new WebSocketEndpoint(gateway, admission));
    }

    /** Each to be served at its path by a servlet of its own, which supports asynchronous requests. */
    public Map<String, HttpRequestHandler> byPath() {
        return byPath;
    }
}
