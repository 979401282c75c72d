package dev.gapless.hub;

import static java.util.Objects.requireNonNull;

import dev.gapless.hub.Channels.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A hub without threads: three publications a topic, ten minutes, few bytes, and a clock that moves when told. */
class CoreFixture {
    static final String EPOCH = "e";
    static final long TTL = 600_000;
    static final long RECOVERY_BYTES = 1_000;
    static final long MAX_BYTES = 10_000;

    long now = 1_000_000_000;
    final HubCore core = new HubCore(
            new HubSettings(3, Duration.ofMillis(TTL), RECOVERY_BYTES, MAX_BYTES, CoreFixture::retention),
            () -> Instant.ofEpochMilli(now),
            "idle".getBytes(StandardCharsets.UTF_8));

    static Retention retention(String topic) {
        if (topic.equals("broken")) {
            throw new IllegalArgumentException("broken on purpose");
        }
        return new Retention(3, Duration.ofMillis(TTL));
    }

    void begin(long base) {
        core.begin(new StreamPosition(base, EPOCH));
    }

    void publish(long offset, String... topics) {
        publish(new Publication(offset, now, new byte[0]), List.of(topics));
    }

    void publishLarge(long offset, int bytes, String... topics) {
        publish(new Publication(offset, now, new byte[bytes]), List.of(topics));
    }

    void publish(long offset, List<String> topics, Follow... follows) {
        publish(new Publication(offset, now, new byte[0]), topics, follows);
    }

    void publish(Publication publication, List<String> topics, Follow... follows) {
        core.publish(new Publish(publication, topics, List.of(follows)), null);
    }

    /** Subscribes, with whatever loads that takes; plain channels unless told otherwise. */
    Recorder subscribe(String channel, @Nullable StreamPosition since) {
        Recorder recorder = new Recorder();
        core.subscribe(channel, recorder, since, null);
        load(Map.of());
        return recorder;
    }

    Recorder subscribe(String channel, long since) {
        return subscribe(channel, new StreamPosition(since, EPOCH));
    }

    /** Answers the next question, if there is one. */
    void load(Map<String, Set<String>> answer) {
        Load load = core.nextLoad();
        if (load != null) {
            core.loaded(load, answer);
        }
    }

    /** Has a personal channel loaded, and nobody listen to it. */
    void know(String channel, String... topics) {
        Recorder recorder = new Recorder();
        core.subscribe(channel, recorder, null, null);
        load(Map.of(channel, Set.of(topics)));
        core.unsubscribe(channel, recorder);
    }

    Load nextLoad() {
        return requireNonNull(core.nextLoad());
    }

    void pass(long millis) {
        now += millis;
        core.tick();
    }
}
