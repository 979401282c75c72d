package dev.gapless.gateway.api;

import dev.gapless.eventlog.EventLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be told to other servers and may wait a moment: many messages become one event, and there are only so many
 * events a second, however many clients come and go. The first message after a while goes out at once.
 *
 * <p>What waits is bounded. What does not fit, and what cannot be written, is dropped: a question then counts as not
 * answered, and who comes and goes is not announced elsewhere. A server that is alone tells nobody anything.
 */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final String ALL = "";
    private static final int LARGEST_EVENT = 512 * 1024;

    private record Item(String to, int weight, Supplier<ControlMessage> message) {}

    private final EventLog events;
    private final Control control;
    private final Duration pause;
    private final long mostWaiting;

    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private long waitingWeight;
    private boolean sending;
    private boolean stopped;

    /**
     * @param pause the time between two events
     * @param mostWaiting the most that may wait, in bytes
     */
    Outbox(EventLog events, Control control, Duration pause, long mostWaiting) {
        this.events = events;
        this.control = control;
        this.pause = pause;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Tells all others. Does not wait.
     *
     * @param weight what the message takes, about, in bytes
     * @param message asked when it is written, on a thread of this class
     * @return false if it is not told, since too much waits
     */
    boolean add(int weight, Supplier<ControlMessage> message) {
        return add(new Item(ALL, weight, message));
    }

    /** As above, to one other server. */
    boolean add(String server, int weight, Supplier<ControlMessage> message) {
        return add(new Item(server, weight, message));
    }

    private synchronized boolean add(Item item) {
        if (stopped || waitingWeight + item.weight() > mostWaiting) {
            return false;
        }
        waiting.add(item);
        waitingWeight += item.weight();
        if (!sending) {
            sending = true;
            Thread.ofVirtual().name("gateway-outbox").start(this::send);
        }
        return true;
    }

    /** Sends what waits and takes in no more; waits for that a little. */
    synchronized void stop(Duration patience) {
        stopped = true;
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (sending && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        while (true) {
            long start = System.nanoTime();
            List<Item> batch = take();
            if (batch.isEmpty()) {
                return;
            }
            try {
                send(batch);
            } catch (RuntimeException | Error e) {
                log.warn("Other servers could not be told: {}", e.toString());
            }
            pause(start);
        }
    }

    private synchronized List<Item> take() {
        List<Item> batch = new ArrayList<>();
        int weight = 0;
        while (!waiting.isEmpty() && weight < LARGEST_EVENT) {
            Item item = waiting.remove();
            weight += item.weight();
            batch.add(item);
        }
        waitingWeight -= weight;
        if (batch.isEmpty()) {
            sending = false;
            notifyAll();
        }
        return batch;
    }

    private void send(List<Item> batch) {
        Map<String, List<ControlMessage>> byServer = new LinkedHashMap<>();
        for (Item item : batch) {
            byServer.computeIfAbsent(item.to(), to -> new ArrayList<>())
                    .add(item.message().get());
        }
        if (events.servers().size() <= 1) {
            return;
        }
        byServer.forEach((to, messages) -> {
            if (to.equals(ALL)) {
                control.tellOthers(messages);
            } else {
                control.tell(to, messages);
            }
        });
    }

    private void pause(long start) {
        long left = start + pause.toNanos() - System.nanoTime();
        if (left <= 0 || isStopped()) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }
}
