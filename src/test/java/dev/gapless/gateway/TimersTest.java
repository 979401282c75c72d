package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final AtomicLong now = new AtomicLong(-123_456);
    private final Timers timers = new Timers(now::get);
    private final List<Long> raised = new ArrayList<>();

    private void set(long in) {
        timers.set((at, when) -> raised.add(at), now.get() + in);
    }

    private void pass(long millis) {
        now.addAndGet(millis);
        timers.advance();
    }

    @Test
    void anAlarmIsNeverRaisedEarly() {
        set(1_000);
        pass(999);
        assertThat(raised).isEmpty();
        pass(51);
        assertThat(raised).hasSize(1);
        pass(100_000);
        assertThat(raised).hasSize(1);
    }

    @Test
    void anAlarmForLaterThanARoundWaitsItsRounds() {
        set(3_600_000);
        for (int i = 0; i < 35_999; i++) {
            pass(100);
        }
        assertThat(raised).isEmpty();
        pass(200);
        assertThat(raised).hasSize(1);
    }

    @Test
    void anAlarmInThePastIsRaisedAtTheNextTick() {
        pass(10);
        set(-5_000);
        pass(50);
        assertThat(raised).hasSize(1);
    }

    @Test
    void aLongPauseRaisesEverything() {
        for (int i = 0; i < 5_000; i++) {
            set(i * 20L);
        }
        pass(200_000);
        assertThat(raised).hasSize(5_000);
    }

    @Test
    void everyAlarmIsRaisedOnceWithinATickOfItsTime() {
        Random random = new Random(3);
        List<Long> late = new ArrayList<>();
        int count = 0;
        for (int step = 0; step < 5_000; step++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                count++;
                timers.set((at, when) -> late.add(when - at), now.get() + random.nextInt(120_000));
            }
            pass(random.nextInt(50));
        }
        for (int step = 0; step < 3_000; step++) {
            pass(49);
        }
        assertThat(late).hasSize(count).allMatch(by -> by >= 0 && by <= 100);
    }

    @Test
    void anAlarmThatFailsHoldsNobodyBack() {
        timers.set(
                (at, when) -> {
                    throw new IllegalStateException("as the test asked");
                },
                now.get());
        timers.set(
                (at, when) -> {
                    throw new OutOfMemoryError("as the test asked");
                },
                now.get());
        set(0);
        pass(100);
        assertThat(raised).hasSize(1);
    }

    @Test
    void aClockThatFailsStopsNoTimers() {
        AtomicInteger failures = new AtomicInteger();
        Timers running = new Timers(() -> {
            if (Thread.currentThread().getName().equals("gateway-timers") && failures.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("as the test asked");
            }
            return 0;
        });
        assertThat(running.isRunning()).isFalse();
        running.start();
        await().until(() -> failures.get() > 3);
        assertThat(running.isRunning()).isTrue();
        running.stop();
        assertThat(running.isRunning()).isFalse();
    }
}
