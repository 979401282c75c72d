package dev.gapless.gateway;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.Hub;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log without a database, straight into a hub. Writing can be held up, or made to fail. */
final class StraightLog implements EventLog {
    private final Hub hub;
    private final InstantSource clock;
    private final String epoch;
    private long offset;
    private boolean open = true;
    private boolean failing;
    private int waiting;

    /** What was published, the oldest first. */
    final List<Event> published = new CopyOnWriteArrayList<>();

    StraightLog(Hub hub, InstantSource clock, StreamPosition base) {
        this.hub = hub;
        this.clock = clock;
        this.offset = base.offset();
        this.epoch = base.epoch();
    }

    synchronized StreamPosition position() {
        return new StreamPosition(offset, epoch);
    }

    synchronized void hold() {
        open = false;
    }

    synchronized void release() {
        open = true;
        notifyAll();
    }

    /** How many publishers are held up. */
    synchronized int waiting() {
        return waiting;
    }

    synchronized void fail(boolean fails) {
        failing = fails;
    }

    @Override
    public Receipt publish(Event event) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        write(event, receipt);
        return receipt.join();
    }

    private synchronized void write(Event event, CompletableFuture<Receipt> receipt) {
        try {
            waiting++;
            while (!open) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting--;
        }
        if (failing) {
            throw new IllegalStateException("as the test asked");
        }
        published.add(event);
        place(event, receipt);
    }

    /** Publishes without waiting for the hub; the offset. */
    synchronized long place(Event event) {
        return place(event, new CompletableFuture<>());
    }

    private long place(Event event, CompletableFuture<Receipt> receipt) {
        offset++;
        hub.publish(event.at(offset, clock.millis()), receipt::complete);
        return offset;
    }

    @Override
    public void append(Event event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamPosition visiblePosition() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String server() {
        return "this";
    }

    @Override
    public Set<String> servers() {
        return Set.of("this");
    }

    @Override
    public void heardFrom(String server) {
        throw new UnsupportedOperationException();
    }
}
