package dev.gapless.hub;

import static java.util.Objects.requireNonNull;

import dev.gapless.hub.Channels.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hub without threads: three publications a topic (one in {@code small}, none in {@code fleeting} and {@code typing}),
 * ten minutes (one in {@code short}), few bytes, and a clock that moves when told.
 */
class CoreFixture {
    static final String EPOCH = "e";
    static final long TTL = 600_000;
    static final long SHORT_TTL = 60_000;
    static final long RECOVERY_BYTES = 1_000;
    static final long MAX_BYTES = 10_000;

    long now = 1_000_000_000;
    final HubCore core = new HubCore(
            new HubSettings(3, Duration.ofMillis(TTL), RECOVERY_BYTES, MAX_BYTES, CoreFixture::retention),
            () -> Instant.ofEpochMilli(now),
            "idle".getBytes(StandardCharsets.UTF_8));

    private static Retention retention(String topic) {
        return switch (topic) {
            case "broken" -> throw new IllegalArgumentException("broken on purpose");
            case "fleeting", "typing" -> Retention.NONE;
            case "small" -> new Retention(1, Duration.ofMillis(TTL));
            case "short" -> new Retention(3, Duration.ofMillis(SHORT_TTL));
            default -> new Retention(3, Duration.ofMillis(TTL));
        };
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

    /** What became of it in each topic. */
    List<Outcome> publish(long offset, Terms terms, String... topics) {
        Publication publication = new Publication(offset, now, new byte[0]);
        return place(new Publish(publication, List.of(topics), terms, Changes.NONE));
    }

    List<Outcome> place(Publish publish) {
        List<Outcome> outcomes = new ArrayList<>();
        core.publish(publish, receipt -> outcomes.addAll(receipt.outcomes()));
        return outcomes;
    }

    void remove(long offset, String... topics) {
        Publication nothing = new Publication(offset, now, new byte[0]);
        core.publish(new Publish(nothing, List.of(), Terms.NONE, Changes.NONE.removing(List.of(topics))), null);
    }

    /** Subscribes, with whatever loads that takes; plain channels unless told otherwise. */
    Recorder subscribe(String channel, @Nullable StreamPosition since) {
        Recorder recorder = new Recorder();
        core.subscribe(channel, recorder, since, null);
        load(Map.of());
        return recorder;
    }

    /** Subscribes as long as {@code personal:1} follows the topic, with whatever loads that takes. */
    Recorder subscribeGuarded(String channel, String topic) {
        Recorder recorder = new Recorder();
        core.subscribe(channel, recorder, null, new Guard("personal:1", topic));
        load(Map.of("personal:1", Set.of("user:1", "room:7")));
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
