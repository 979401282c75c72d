package dev.gapless.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What all clients have seen. The clients' one thread writes it, and anyone may read. */
final class Tally {
    private static final int MOST_TOLD = 20;

    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicIntegerArray arrivals;
    private final AtomicLongArray lastArrival;
    private final List<String> broken = new ArrayList<>();
    private int brokenCount;
    private volatile int posted;

    /** @param mostMessages how many messages there will be at the most */
    Tally(int mostMessages) {
        arrivals = new AtomicIntegerArray(mostMessages + 1);
        lastArrival = new AtomicLongArray(mostMessages + 1);
    }

    /** The number of the newest message; 0 before the first. */
    int posted() {
        return posted;
    }

    /** Another message is about to be posted; its number. */
    int nextNumber() {
        int next = posted + 1;
        posted = next;
        return next;
    }

    /** How many clients are subscribed. */
    int live() {
        return live.get();
    }

    void changeLive(int by) {
        live.getAndAdd(by);
    }

    void read(long count) {
        bytes.lazySet(bytes.get() + count);
    }

    /** How much the clients have read, with everything around it. */
    long bytes() {
        return bytes.get();
    }

    void arrived(int number) {
        if (number < arrivals.length()) {
            arrivals.lazySet(number, arrivals.get(number) + 1);
            lastArrival.lazySet(number, System.nanoTime());
        }
    }

    /** How many clients have the message. */
    int arrivals(int number) {
        return arrivals.get(number);
    }

    /** When the last client so far had it, on the clock of {@link System#nanoTime}. */
    long lastArrival(int number) {
        return lastArrival.get(number);
    }

    /** A promise of the server's was broken. */
    synchronized void broken(String how) {
        brokenCount++;
        if (broken.size() < MOST_TOLD) {
            broken.add(how);
        }
    }

    /** The first broken promises; empty if there is none. */
    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    synchronized int brokenCount() {
        return brokenCount;
    }
}
