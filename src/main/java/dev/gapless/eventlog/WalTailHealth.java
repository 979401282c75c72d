package dev.gapless.eventlog;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when the hub has all that was committed, and follows. */
final class WalTailHealth implements HealthIndicator {
    private final WalTail tail;

    WalTailHealth(WalTail tail) {
        this.tail = tail;
    }

    @Override
    public Health health() {
        WalTail.State state = tail.state();
        Health.Builder health = state == WalTail.State.FOLLOWING ? Health.up() : Health.outOfService();
        return health.withDetail("engine", "postgres")
                .withDetail("state", state)
                .withDetail("slot", tail.slotName())
                .withDetail("position", ReplicationConnection.text(tail.decoded()))
                .build();
    }
}
