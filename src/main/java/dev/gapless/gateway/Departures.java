package dev.gapless.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Notes when users were last here: when the last connection that a user has to this server has ended, and the user has not
 * come back by the time that it is written. One thread writes, all that wait together, every few seconds; so the gateway
 * waits for nothing, and whoever is cut off for a moment costs no statement. What waits is bounded: beyond that a departure
 * is not noted.
 */
final class Departures implements SmartLifecycle {
    static final int MOST_WAITING = 65_536;
    static final int MOST_AT_A_TIME = 8_192;

    private static final Logger log = LoggerFactory.getLogger(Departures.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final long PATIENCE_AT_STOP_SECONDS = 5;

    /** Tokens may name users that are none of ours. */
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final Predicate<String> isHere;
    private final Consumer<Map<Long, Instant>> store;
    private final InstantSource clock;
    private final Map<Long, Instant> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gateway-departures").daemon().factory());
    private volatile boolean running;

    /**
     * @param isHere whether a user has a connection to this server
     * @param store writes when users were last here; may wait
     */
    Departures(Predicate<String> isHere, Consumer<Map<Long, Instant>> store, InstantSource clock) {
        this.isHere = isHere;
        this.store = store;
        this.clock = clock;
    }

    /** The last connection of a user has ended. Does not wait. */
    void gone(String user) {
        if (waiting.size() < MOST_WAITING && ID.matcher(user).matches()) {
            waiting.put(Long.valueOf(user), clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
    }

    /** Writes what waits, in one statement; of very many, a part. What could not be written goes on waiting. */
    void write() {
        Map<Long, Instant> batch = new HashMap<>();
        Iterator<Map.Entry<Long, Instant>> all = waiting.entrySet().iterator();
        while (batch.size() < MOST_AT_A_TIME && all.hasNext()) {
            Map.Entry<Long, Instant> next = all.next();
            if (isHere.test(next.getKey().toString())) {
                waiting.remove(next.getKey(), next.getValue());
            } else {
                batch.put(next.getKey(), next.getValue());
            }
        }
        if (!batch.isEmpty()) {
            store.accept(batch);
            batch.forEach(waiting::remove); // unless the user has come and gone again meanwhile
        }
    }

    @Override
    public void start() {
        var unused = writer.scheduleWithFixedDelay(
                this::tryToWrite, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        running = true;
    }

    private void tryToWrite() {
        try {
            write();
        } catch (RuntimeException | Error e) {
            log.warn("When users were last here could not be written, and will be tried again: {}", e.getMessage());
        }
    }

    /** By now all have gone. */
    @Override
    public void stop() {
        running = false;
        writer.execute(this::writeAll);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE_AT_STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("When users were last here could not be written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            while (!waiting.isEmpty()) {
                write();
            }
        } catch (RuntimeException e) {
            log.warn("When users were last here could not be written: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the gateway starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    /** Not to be paused with an idle context: clients go on coming and going. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
