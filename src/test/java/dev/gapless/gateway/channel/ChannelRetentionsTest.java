package dev.gapless.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.eventlog.Retentions;
import dev.gapless.hub.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChannelRetentionsTest {
    private static final Retentions OTHERS = new Retentions() {
        @Override
        public Retention of(String topic) {
            return topic.startsWith("here:") ? Retention.NONE : ChannelFixture.OURS;
        }

        @Override
        public Duration longest() {
            return ChannelFixture.OURS.ttl();
        }
    };

    @Test
    void topicsOfConfiguredChannelsKeepWhatTheirNamespacesSay() {
        Retentions retentions = new ChannelRetentions(
                ChannelFixture.namespaces(
                        "namespaces.chat.history-size", "2",
                        "namespaces.chat.history-ttl", "20m",
                        "namespaces.now.presence", "true"),
                OTHERS);
        assertThat(retentions.of("chat:a")).isEqualTo(new Retention(2, Duration.ofMinutes(20)));
        assertThat(retentions.of("$chat:a")).isEqualTo(new Retention(2, Duration.ofMinutes(20)));
        assertThat(retentions.of("now:a").isNone()).isTrue();
        assertThat(retentions.longest()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void theMessengersTopicsKeepWhatTheyAlwaysDo() {
        Retentions retentions = new ChannelRetentions(ChannelFixture.namespaces(), OTHERS);
        for (String topic : new String[] {"room:7", "user:42", "gapless:sessions", "personal:42"}) {
            assertThat(retentions.of(topic)).as(topic).isEqualTo(ChannelFixture.OURS);
        }
        assertThat(retentions.of("here:7").isNone()).isTrue();
        assertThat(retentions.longest()).isEqualTo(ChannelFixture.OURS.ttl());
    }
}
