package dev.gapless.hub;

import java.time.Duration;

/**
 * The window of recovery, and what it may cost.
 *
 * @param historySize how many publications a topic keeps, and the most that one recovery hands out
 * @param historyTtl how long a topic keeps a publication
 * @param recoveryBytes the most bytes of payload that one recovery hands out. A recovery is one answer, which has to
 *     reach a client on a slow network before it gives up waiting: else it asks for the same again, without end
 * @param maxBytes what all topics hold together, about; beyond it the oldest of all is dropped
 */
public record HubSettings(int historySize, Duration historyTtl, long recoveryBytes, long maxBytes) {
    public HubSettings {
        require(historySize >= 1, "history-size must be at least 1, not " + historySize);
        require(historyTtl.toMillis() >= 1, "history-ttl must be at least 1ms, not " + historyTtl);
        require(recoveryBytes >= 1, "recovery-bytes must be positive, not " + recoveryBytes);
        require(maxBytes >= 1, "max-bytes must be positive, not " + maxBytes);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gapless.hub." + rule);
        }
    }
}
