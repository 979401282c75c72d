package dev.gapless.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alarms for many sessions on one thread: a wheel of slots, one for each tick, in which an alarm for a later round just
 * stays. Setting an alarm costs one entry in a list; there is no cancelling, since an alarm that has lost its purpose
 * is told from the time that it was set for.
 */
final class Timers {
    /** Something that an alarm can be set for. */
    interface Timed {
        /** Called when the time {@code at}, in ms, has come: it is {@code now}. */
        void alarm(long at, long now);
    }

    private record Alarm(Timed timed, long at) {}

    private static final Logger log = LoggerFactory.getLogger(Timers.class);
    static final long TICK = 50;
    private static final int SLOTS = 1024;

    private final LongSupplier clock;
    private final List<List<Alarm>> wheel = new ArrayList<>(SLOTS);
    private long lastTick;
    private @Nullable Thread thread;

    Timers() {
        this(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** Timers on a clock that tells milliseconds since any moment, and never goes back. */
    Timers(LongSupplier clock) {
        this.clock = clock;
        this.lastTick = clock.getAsLong() / TICK;
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>(0));
        }
    }

    /** Milliseconds since some moment: unlike the time of day it only moves forward, and evenly. */
    long now() {
        return clock.getAsLong();
    }

    synchronized void set(Timed timed, long at) {
        long tick = Math.max(Math.floorDiv(at, TICK) + 1, lastTick + 1);
        wheel.get(Math.floorMod(tick, SLOTS)).add(new Alarm(timed, at));
    }

    /** Raises all alarms whose time has come. */
    void advance() {
        long now = now();
        for (Alarm alarm : due(now)) {
            try {
                alarm.timed().alarm(alarm.at(), now);
            } catch (RuntimeException | Error e) {
                log.error("A timer of a session failed", e);
            }
        }
    }

    private synchronized List<Alarm> due(long now) {
        long tick = Math.floorDiv(now, TICK);
        List<Alarm> due = new ArrayList<>();
        for (long t = Math.max(lastTick + 1, tick - SLOTS + 1); t <= tick; t++) {
            List<Alarm> slot = wheel.get(Math.floorMod(t, SLOTS));
            if (!slot.isEmpty()) {
                List<Alarm> later = new ArrayList<>(0);
                for (Alarm alarm : slot) {
                    (alarm.at() <= now ? due : later).add(alarm);
                }
                wheel.set(Math.floorMod(t, SLOTS), later);
            }
        }
        lastTick = Math.max(lastTick, tick);
        return due;
    }

    synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().name("gateway-timers").daemon().start(this::run);
        }
    }

    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    /** Whether alarms are raised. */
    synchronized boolean isRunning() {
        return thread != null && thread.isAlive();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(TICK);
                tryToAdvance();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever fails, and be it memory: without this thread no session would ever end by itself. */
    private void tryToAdvance() {
        try {
            advance();
        } catch (RuntimeException | Error e) {
            log.error("The timers of sessions failed and go on", e);
        }
    }
}
