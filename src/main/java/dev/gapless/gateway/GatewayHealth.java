package dev.gapless.gateway;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Out of service from the moment that the gateway stops, so that balancers send nobody here any more; and should its timers
 * stand still, without which no client is missed.
 */
final class GatewayHealth implements HealthIndicator {
    private final Gateway gateway;

    GatewayHealth(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Health health() {
        return gateway.isRunning() && gateway.timers().isRunning()
                ? Health.up().build()
                : Health.outOfService().build();
    }
}
