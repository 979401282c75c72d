package dev.gapless.gateway;

import dev.gapless.protocol.Disconnect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a server that stops parts from its clients: it tells one after the other to go, over a while, since each of them
 * comes back at once, to a server that is left. An interrupt makes it tell all the others at once.
 */
final class Farewell {
    private static final long NOT_WORTH_WAITING = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(100);

    private final Connections connections;
    private final Duration spread;
    private final Duration patience;

    /**
     * @param spread over how long clients are told
     * @param patience how long those told last may take to hear it and go
     */
    Farewell(Connections connections, Duration spread, Duration patience) {
        this.connections = connections;
        this.spread = spread;
        this.patience = patience;
    }

    /** Returns when all have gone, or patience has run out. Nobody may come any more. */
    void say() {
        List<Session> all = connections.all();
        long begin = System.nanoTime();
        long step = all.isEmpty() ? 0 : spread.toNanos() / all.size();
        boolean hurried = false;
        for (int i = 0; i < all.size(); i++) {
            hurried = hurried || !waited(begin + i * step);
            all.get(i).disconnect(Disconnect.SHUTDOWN);
        }
        long end = System.nanoTime() + patience.toNanos();
        while (connections.size() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            hurried |= Thread.interrupted(); // or it would not park
        }
        if (hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if there shall be no more waiting. */
    private boolean waited(long time) {
        for (long left = time - System.nanoTime(); left > NOT_WORTH_WAITING; left = time - System.nanoTime()) {
            if (connections.size() == 0) {
                return true;
            }
            LockSupport.parkNanos(Math.min(left, LONGEST_PARK));
            if (Thread.interrupted()) {
                return false;
            }
        }
        return true;
    }
}
