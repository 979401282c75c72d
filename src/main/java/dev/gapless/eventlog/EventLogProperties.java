package dev.gapless.eventlog;

import dev.gapless.hub.HubSettings;
import dev.gapless.hub.Retention;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the event log and the hub.
 *
 * @param nodeId names this server's replication slot; one per server; the host's name unless given
 */
@ConfigurationProperties("gapless")
public record EventLogProperties(
        @Nullable String nodeId, @DefaultValue HubProperties hub) {

    /** Where events come from. */
    public enum Engine {
        /** PostgreSQL's WAL: several servers, and a restart that clients do not notice. */
        POSTGRES,
        /** This process alone; a restart is a new epoch. */
        MEMORY
    }

    /**
     * The window of recovery, with the rules of {@link HubSettings}.
     *
     * @param recoveryBytes enough for a full window of the longest messages in plain letters
     * @param maxBytes a quarter of the heap, and no more than 256 MB, unless given
     */
    public record HubProperties(
            @DefaultValue("postgres") Engine engine,
            @DefaultValue("300") int historySize,
            @DefaultValue("600s") Duration historyTtl,
            @DefaultValue("4MB") DataSize recoveryBytes,
            @Nullable DataSize maxBytes) {
        private static final long MOST_BYTES = 256L << 20;

        public HubProperties {
            // While properties are bound, so that a broken rule is shown as one line that names the property.
            settings(historySize, historyTtl, recoveryBytes, maxBytes);
        }

        /** What a topic keeps for which nothing else is said. */
        public Retention retention() {
            return new Retention(historySize, historyTtl);
        }

        /** The same window for the topics that these retentions know. */
        HubSettings settings(Retentions retentions) {
            HubSettings alike = settings(historySize, retentions.longest(), recoveryBytes, maxBytes);
            return new HubSettings(
                    historySize, retentions.longest(), alike.recoveryBytes(), alike.maxBytes(), retentions::of);
        }

        private static HubSettings settings(int size, Duration ttl, DataSize recovery, @Nullable DataSize most) {
            long maxBytes =
                    most == null ? Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4) : most.toBytes();
            return new HubSettings(size, ttl, recovery.toBytes(), maxBytes);
        }
    }

    String node() {
        if (nodeId != null && !nodeId.isBlank()) {
            return nodeId;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
