package dev.gapless.load;

import java.util.concurrent.locks.LockSupport;

/** A steady pace, from the moment that it is made. */
final class Pace {
    private final long begin = System.nanoTime();
    private final double nanos;

    /** @param rate how often a second */
    Pace(double rate) {
        nanos = 1e9 / rate;
    }

    /** Waits until it is time for number {@code i}, the first of which is 0. */
    void await(int i) {
        long due = begin + (long) (i * nanos);
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
            LockSupport.parkNanos(due - now);
        }
    }
}
