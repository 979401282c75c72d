package dev.gapless.gateway.channel;

import dev.gapless.eventlog.Retentions;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.Retention;
import java.time.Duration;

/** Topics of configured channels keep what their namespaces say; all others, the messenger's own, what they always do. */
public final class ChannelRetentions implements Retentions {
    private final Namespaces namespaces;
    private final Retentions others;

    /** Of others it takes what topics keep that are of no configured channel. */
    public ChannelRetentions(Namespaces namespaces, Retentions others) {
        this.namespaces = namespaces;
        this.others = others;
    }

    @Override
    public Retention of(String topic) {
        return namespaces.find(topic) instanceof Lookup.Found found
                        && found.channel().namespace().isConfigured()
                ? found.channel().namespace().offers().history()
                : others.of(topic);
    }

    @Override
    public Duration longest() {
        Duration configured = namespaces.longestHistory();
        return configured.compareTo(others.longest()) > 0 ? configured : others.longest();
    }
}
