package dev.gapless.gateway.api;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Hub;
import dev.gapless.hub.HubSettings;
import dev.gapless.hub.Publish;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.Retention;
import dev.gapless.hub.StreamPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One log and the hubs of several servers that follow it, all in this process. Writing can be held up, or made to fail.
 * A server knows those that were there before it, and those that it has heard from.
 */
final class SharedLog implements AutoCloseable {
    private static final HubSettings SETTINGS =
            new HubSettings(300, Duration.ofMinutes(10), 1 << 20, 1 << 20, topic -> Retention.NONE);

    /** Everything that was written, the oldest first. */
    final List<Event> written = new CopyOnWriteArrayList<>();

    private final Map<String, Hub> hubs = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private boolean held;
    private int waiting;
    private boolean failing;
    private long offset = 1;

    /** A server joins. */
    synchronized Server join(String name) {
        FollowLoader loader = channels -> Map.of();
        Hub hub = new Hub(SETTINGS, loader, InstantSource.system());
        hub.begin(new StreamPosition(offset, "epoch"));
        hubs.put(name, hub);
        return new Server(name, hub);
    }

    /** A server that follows the log, and says nothing. */
    void joinSilently(String name) {
        silent.add(name);
    }

    /** All servers lose the order of events, and have another. */
    synchronized void beginAnew() {
        hubs.values().forEach(hub -> hub.begin(new StreamPosition(offset, "another epoch")));
    }

    private Set<String> all() {
        Set<String> all = new HashSet<>(hubs.keySet());
        all.addAll(silent);
        return all;
    }

    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** How many wait to write. */
    synchronized int waiting() {
        return waiting;
    }

    synchronized void fail(boolean fails) {
        failing = fails;
    }

    private synchronized void write(Event event, Hub own, CompletableFuture<Receipt> receipt) {
        try {
            waiting++;
            while (held) {
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
        written.add(event);
        offset++;
        Publish publish = event.at(offset, 0);
        for (Hub hub : hubs.values()) {
            hub.publish(publish, hub == own ? receipt::complete : unused -> {});
        }
    }

    @Override
    public void close() {
        release();
        hubs.values().forEach(Hub::close);
    }

    /** The log as one server sees it. */
    final class Server implements EventLog {
        final Hub hub;
        private final String name;
        private volatile Set<String> known;

        private Server(String name, Hub hub) {
            this.name = name;
            this.hub = hub;
            this.known = all();
        }

        @Override
        public Receipt publish(Event event) {
            CompletableFuture<Receipt> receipt = new CompletableFuture<>();
            write(event, hub, receipt);
            return receipt.join();
        }

        @Override
        public String server() {
            return name;
        }

        @Override
        public Set<String> servers() {
            return known;
        }

        @Override
        public void heardFrom(String server) {
            if (!known.contains(server)) {
                known = all();
            }
        }

        @Override
        public void append(Event event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StreamPosition visiblePosition() {
            throw new UnsupportedOperationException();
        }
    }
}
