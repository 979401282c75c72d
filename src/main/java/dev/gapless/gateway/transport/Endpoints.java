package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.GatewaySettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.HttpRequestHandler;

/** The addresses at which clients connect, and what answers at each. */
public final class Endpoints {
    private final Map<String, HttpRequestHandler> byPath = new LinkedHashMap<>();

    /** Endpoints of a gateway; those of fallback transports only if they are on. */
    public Endpoints(Gateway gateway) {
        GatewaySettings settings = gateway.settings();
        Origins origins = new Origins(settings.allowedOrigins());
        Admission admission = new Admission(gateway);
        EmulatedSessions sessions = new EmulatedSessions();
        Streams streams = new Streams(gateway, sessions);
        byPath.put("/connection/websocket", new WebSocketEndpoint(origins, admission, new WebSocketUpgrade(gateway)));
        if (settings.httpStream()) {
            byPath.put("/connection/http_stream", new HttpStreamEndpoint(origins, admission, streams));
        }
        if (settings.sse()) {
            byPath.put("/connection/sse", new SseEndpoint(origins, admission, streams));
        }
        if (settings.httpStream() || settings.sse()) {
            byPath.put("/emulation", new EmulationEndpoint(origins, gateway, sessions));
        }
    }

    /** Each to be served at its path, by something that supports asynchronous requests. */
    public Map<String, HttpRequestHandler> byPath() {
        return Map.copyOf(byPath);
    }
}
