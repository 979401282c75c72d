package dev.gapless.eventlog;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps following PostgreSQL's log of committed transactions, from the start of the server to its end, whatever becomes
 * of the connection. What comes through it is the business of {@link WalStream}.
 *
 * <p><b>Threads.</b> One, {@code wal-tail}, reads the stream and owns its state but for {@link RecentEvents}. {@link #start}
 * waits until it has replayed what the slot holds.
 *
 * <p><b>Failures.</b> Before the first stream a failure ends the start. Later the tail connects again for as long as it
 * takes. The slot has then kept what came meanwhile; when it has not, or the server is not the one it was, the sink is
 * told to begin anew, and clients that cannot be served any more will hear so. That is so whatever has failed, be it memory:
 * only {@link #stop} ends the tail, and should its thread end otherwise, its state says so.
 */
final class WalTail implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(WalTail.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** What the tail is doing. */
    enum State {
        STOPPED,
        REPLAYING,
        FOLLOWING,
        RECONNECTING
    }

    private final WalSource source;
    private final WalStream stream;
    private final InstantSource clock;
    private final int phase;

    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private volatile State state = State.STOPPED;
    private volatile @Nullable ReplicationConnection current;
    private volatile @Nullable Thread thread;

    private boolean waitingForSlot;
    private long startedMillis;

    /** @param trail how far behind the present the slot is kept */
    WalTail(
            WalSource source,
            EventSink sink,
            RecentEvents recent,
            Receipts receipts,
            Duration trail,
            InstantSource clock,
            int phase) {
        this.source = source;
        this.stream = new WalStream(source, sink, recent, receipts, trail, clock);
        this.clock = clock;
        this.phase = phase;
    }

    /** Follows the log from now on; returns when what the slot holds has been replayed. */
    @Override
    public void start() {
        state = State.REPLAYING;
        stopping = new CountDownLatch(1);
        caughtUp = new CompletableFuture<>();
        startedMillis = clock.millis();
        stream.starting();
        Thread started = Thread.ofPlatform().name("wal-tail").daemon().unstarted(this::run);
        thread = started;
        started.start();
        try {
            caughtUp.join();
        } catch (CompletionException e) {
            state = State.STOPPED;
            if (e.getCause() instanceof EventLogFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
        ReplicationConnection connection = current;
        if (connection != null) {
            connection.abort();
        }
        Thread running = thread;
        if (running != null) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        state = State.STOPPED;
    }

    /** Not to be paused with an idle context: the hub would fall behind. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public boolean isRunning() {
        return state != State.STOPPED;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    /** What the tail is doing; nothing, if its thread has ended in whatever way. */
    State state() {
        Thread running = thread;
        return running == null || running.isAlive() ? state : State.STOPPED;
    }

    /** The place up to which the log has been read. */
    long decoded() {
        return stream.decoded();
    }

    String slotName() {
        return source.slotName();
    }

    private void run() {
        try {
            followUntilStopped();
        } finally {
            caughtUp.completeExceptionally(new IllegalStateException("stopped before the log was replayed"));
        }
    }

    private void followUntilStopped() {
        Duration pause = SHORTEST_PAUSE;
        while (!isStopping()) {
            long before = stream.decoded();
            try (ReplicationConnection connection = source.connect()) {
                current = connection;
                if (isStopping()) {
                    break; // stop() may have come too early to see this connection
                }
                stream.follow(connection, this::following);
                lost("the server has ended the stream");
            } catch (EventLogFailure | SQLException e) {
                if (stream.hasBegun()) {
                    lost(String.valueOf(e.getMessage()));
                } else if (!mayBeFreedSoon(e)) {
                    fail(source.explain(e));
                    return;
                }
            } catch (RuntimeException | Error e) {
                // An Error as well: should memory be short for a moment, delivery must not be over for ever.
                if (isStopping()) {
                    break;
                }
                log.error("The event log met a failure of its own and connects again", e);
                if (!stream.hasBegun()) {
                    fail(e);
                    return;
                }
                lost(String.valueOf(e.getMessage()));
            } finally {
                current = null;
            }
            pause = stream.decoded() > before ? SHORTEST_PAUSE : pause;
            waitFor(pause);
            pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /** PostgreSQL needs a moment to notice that the server before this one, perhaps killed, has gone. */
    private boolean mayBeFreedSoon(Exception e) {
        if (!WalSource.isSlotInUse(e) || isStopping()) {
            return false;
        }
        if (!waitingForSlot) {
            waitingForSlot = true;
            log.info("Waiting for the replication slot {}: {}", source.slotName(), e.getMessage());
        }
        return clock.millis() - startedMillis < source.slotWait().toMillis();
    }

    /** All that was committed before the connection has been read. */
    private void following() {
        if (caughtUp.isDone()) {
            log.info("Following the event log again");
        }
        state = State.FOLLOWING;
        caughtUp.complete(null);
    }

    private void fail(Throwable why) {
        state = State.STOPPED;
        caughtUp.completeExceptionally(why);
    }

    private void lost(String why) {
        if (!isStopping() && state != State.RECONNECTING) {
            state = State.RECONNECTING;
            log.warn("Lost the event log's connection, connecting again: {}", why);
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void waitFor(Duration pause) {
        try {
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
