package dev.gapless.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The gateway in numbers. */
final class GatewayMetrics {
    private final MeterRegistry registry;
    private final Counter sent;

    GatewayMetrics(MeterRegistry registry, Connections connections, Places newcomers) {
        this.registry = registry;
        sent = Counter.builder("gapless.messages.sent")
                .description("Replies and pushes written to clients")
                .register(registry);
        Gauge.builder("gapless.connections", connections, Connections::size)
                .description("Open client connections")
                .register(registry);
        Gauge.builder("gapless.connections.unconnected", newcomers, Places::size)
                .description("Open client connections that have not said who they are")
                .register(registry);
        Gauge.builder("gapless.users", connections, Connections::users)
                .description("Users with at least one connection")
                .register(registry);
    }

    void sent(int count) {
        if (count > 0) {
            sent.increment(count);
        }
    }

    /** @param code what the client was told; 0 when it left by itself */
    void disconnected(int code) {
        registry.counter("gapless.disconnects", "code", Integer.toString(code)).increment();
    }
}
