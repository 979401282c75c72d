package dev.gapless.hub;

import java.time.Duration;
import java.util.function.Function;

/**
 * The window of recovery, and what it may cost.
 *
 * @param historySize the most publications that one recovery, or one page of history, hands out
 * @param historyTtl the longest that any topic keeps a publication. As long as that, too, the hub goes on knowing a
 *     channel nobody listens to, and of half of it are the oldest positions that idle subscribers are left with
 * @param recoveryBytes the most bytes of payload that one recovery hands out. A recovery is one answer, which has to
 *     reach a client on a slow network before it gives up waiting: else it asks for the same again, without end
 * @param maxBytes what all topics hold together, about; beyond it the oldest of all is dropped
 * @param retention what the topic of a name keeps, always the same for the same name; called by the hub's thread, so it
 *     must be quick and must not throw. It should name few different ages: each is a line to look after
 */
public record HubSettings(
        int historySize,
        Duration historyTtl,
        long recoveryBytes,
        long maxBytes,
        Function<String, Retention> retention) {
    public HubSettings {
        require(historySize >= 1, "history-size must be at least 1, not " + historySize);
        require(historyTtl.toMillis() >= 1, "history-ttl must be at least 1ms, not " + historyTtl);
        require(recoveryBytes >= 1, "recovery-bytes must be positive, not " + recoveryBytes);
        require(maxBytes >= 1, "max-bytes must be positive, not " + maxBytes);
    }

    /** All topics alike keep as many as a recovery hands out. */
    public HubSettings(int historySize, Duration historyTtl, long recoveryBytes, long maxBytes) {
        this(historySize, historyTtl, recoveryBytes, maxBytes, all(historySize, historyTtl));
    }

    private static Function<String, Retention> all(int historySize, Duration historyTtl) {
        Retention retention =
                new Retention(Math.max(0, historySize), historyTtl.isNegative() ? Duration.ZERO : historyTtl);
        return topic -> retention;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gapless.hub." + rule);
        }
    }
}
