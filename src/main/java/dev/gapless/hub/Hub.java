package dev.gapless.hub;

import dev.gapless.hub.Channels.Load;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recovery-aware hub: one order of publications, kept in memory for a while, so that a subscriber who was away can
 * be told exactly what it missed, or honestly that this cannot be told.
 *
 * <h2>What</h2>
 *
 * A publication stands in one or more <i>topics</i>: short logs. A subscriber listens to a <i>channel</i>, which
 * follows topics; its stream is their union in offset order. Nothing is copied per channel, so a publication costs one
 * append per topic and one call per live subscriber. Every offset is a place in the one order of the whole hub, hence
 * a single number says how far a subscriber has come in all its topics, and a topic can prove that it holds everything
 * after that number by the newest offset that it has dropped, its floor.
 *
 * <h2>Threads</h2>
 *
 * One thread, {@code hub}, owns all state ({@link HubCore}) and takes commands from a queue in the order of their
 * arrival. The queue is bounded, and who finds it full waits: the hub does no I/O and waits for nobody, so that is
 * short, and nothing may be lost between the log and the hub. Subscribers are called on that thread. What they ask of
 * the hub meanwhile is put aside and done after the current command, since the one thread that empties the queue must
 * not wait for room in it. A second thread, {@code hub-loader}, asks the {@link FollowLoader}, one question at a time,
 * and puts the answer into the queue.
 *
 * <h2>Why it is right</h2>
 *
 * A subscription is decided in one command, so every publication is either before it (and in what it recovers) or
 * after it (and delivered), never both and never neither. Publications of one thread stay in its order; the
 * hub ignores what is not newer than all it has, so a log may send again what it is not sure about. A command that
 * fails unexpectedly is logged and the thread lives on; if it was a publication, so that somebody may have been left
 * out, a new order begins from there, and everybody has to prove its position anew: a gap may cost a reload, but is
 * never silent.
 *
 * <p>After {@link #close} all calls are ignored, except that the {@code done} of an unsubscribe still runs.
 */
public final class Hub implements AutoCloseable {
    private static final Logger log = System.getLogger(Hub.class.getName());
    private static final byte[] POSITION = "{\"type\":\"position\"}".getBytes(StandardCharsets.UTF_8);
    private static final int QUEUE_CAPACITY = 65_536;
    private static final int BATCH = 1_024;
    private static final Duration TICK = Duration.ofMillis(250);

    private final HubCore core;
    private final long tickNanos;
    private final BlockingQueue<Command> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final Thread owner;
    private final Loading loading;

    private final Command tick = new Command(this::tick);
    private final Command load = new Command(this::load);

    /** What subscribers ask for while they are called. Only the owner's, as is the next. */
    private final ArrayDeque<Command> aside = new ArrayDeque<>();

    private boolean stopping;

    private volatile HubStats stats = new HubStats(0, 0, 0, 0, 0, 0, 0);
    private volatile boolean closed;
    private volatile boolean ended;

    /** A hub whose idle channels receive {@code {"type":"position"}}. */
    public Hub(HubSettings settings, FollowLoader loader, InstantSource clock) {
        this(settings, loader, clock, POSITION);
    }

    /**
     * @param clock tells the age of publications
     * @param positionData the payload of the publications that move the positions of idle subscribers forward
     */
    public Hub(HubSettings settings, FollowLoader loader, InstantSource clock, byte[] positionData) {
        this(settings, loader, clock, positionData, TICK);
    }

    Hub(HubSettings settings, FollowLoader loader, InstantSource clock, byte[] positionData, Duration tick) {
        this.core = new HubCore(settings, clock, positionData.clone());
        this.tickNanos = tick.toNanos();
        this.owner = Thread.ofPlatform().name("hub").daemon().unstarted(this::work);
        this.loading = new Loading(
                loader,
                (load, answer) -> submit(new Command(() -> core.loaded(load, answer))),
                load -> submit(new Command(() -> core.loadFailed(load))));
        owner.start();
    }

    /**
     * A new order of publications begins; nothing at or before {@code base} is known. Subscriptions to an earlier order
     * are interrupted, and subscribe requests that came before the first order have waited for it.
     */
    public void begin(StreamPosition base) {
        submit(new Command(() -> core.begin(base)));
    }

    /**
     * Adds a publication to its topics; offsets at or below the newest are dropped as already known, with what they
     * change. An order has to have begun.
     */
    public void publish(Publication publication, List<String> topics, List<Follow> follows) {
        publish(new Publish(publication, topics, follows), null);
    }

    /**
     * Does what the log says at one place of the order; places at or below the newest are dropped as already known. An
     * order has to have begun.
     *
     * @param receipt told on the hub's thread when it has been done; never if the place was known or the hub has closed;
     *     null if nobody needs to know
     */
    public void publish(Publish publish, @Nullable Consumer<Receipt> receipt) {
        submit(new Command(() -> core.publish(publish, receipt)));
    }

    /** Says that nothing at or before this offset is still to come. Going back is ignored. */
    public void advance(long offset) {
        submit(new Command(() -> core.advance(offset)));
    }

    /**
     * Subscribes to a channel. The answer comes through the subscriber. Whoever subscribes again to the same channel
     * gives up the former subscription, and hears nothing of its end.
     *
     * @param since how far the subscriber had come; null to begin at the present. An empty epoch fits every order, and
     *     offset 0 with an empty epoch is where this order began
     */
    public void subscribe(String channel, Subscriber subscriber, @Nullable StreamPosition since) {
        subscribe(channel, subscriber, since, null);
    }

    /**
     * Subscribes to a channel as long as a condition holds: {@link Subscriber#denied} if it does not hold now, {@link
     * Subscriber#revoked} when it ceases to.
     *
     * @param guard the condition; null for none
     */
    public void subscribe(
            String channel, Subscriber subscriber, @Nullable StreamPosition since, @Nullable Guard guard) {
        submit(new Command(() -> core.subscribe(channel, subscriber, since, guard)));
    }

    /**
     * Asks what is held of a channel.
     *
     * @param since where to begin: what comes after it, or before it when reversed; null for all there is
     * @param limit the most publications wanted; 0 for the position alone, negative for as many as there are. {@link
     *     HubSettings#historySize} and {@link HubSettings#recoveryBytes} bound a page in any case
     * @param reverse true to begin with the newest
     * @param answer told once, on the hub's thread, under the rules of a {@link Subscriber}; never if the hub has closed
     */
    public void history(
            String channel, @Nullable StreamPosition since, int limit, boolean reverse, Consumer<History> answer) {
        submit(new Command(() -> core.history(channel, since, limit, reverse, answer)));
    }

    /**
     * Ends a subscription, made or still being made; does nothing if there is none.
     *
     * @param done runs on the hub's thread (on the caller's if the hub is closed). From then on the subscriber hears
     *     nothing more of this subscription
     */
    public void unsubscribe(String channel, Subscriber subscriber, Runnable done) {
        submit(new Command(() -> core.unsubscribe(channel, subscriber), done));
    }

    /**
     * The newest position.
     *
     * @throws IllegalStateException before the first order has begun
     */
    public StreamPosition position() {
        StreamPosition position = core.position();
        if (position == null) {
            throw new IllegalStateException("no order of publications has begun");
        }
        return position;
    }

    /** How large the hub is, as of its last tick. */
    public HubStats stats() {
        return stats;
    }

    /** Does what has been asked so far and ends the hub's threads. Subscribers are not told. Idempotent. */
    @Override
    public void close() {
        boolean first = !closed;
        closed = true;
        Command stop = new Command(() -> stopping = true);
        if (Thread.currentThread() == owner) {
            aside.add(stop);
        } else {
            if (first) {
                Uninterruptible.await(() -> queue.put(stop));
            }
            Uninterruptible.await(owner::join);
        }
        loading.close();
    }

    /**
     * Something to do on the owner's thread.
     *
     * @param last what to do in any case, after the action or instead of it if the hub is closed
     */
    private record Command(Runnable action, Runnable last) {
        Command(Runnable action) {
            this(action, () -> {});
        }
    }

    /** Waits for room in the queue, which comes even at the end, when the owner empties it a last time. */
    private void submit(Command command) {
        if (Thread.currentThread() == owner) {
            aside.add(command);
            return;
        }
        if (closed) {
            Uninterruptible.await(owner::join);
            command.last().run();
            return;
        }
        Uninterruptible.await(() -> queue.put(command));
        if (ended) {
            abandonQueue();
        }
    }

    private void work() {
        List<Command> batch = new ArrayList<>(BATCH);
        long tickTime = System.nanoTime() + tickNanos;
        while (!stopping) {
            take(batch, tickTime - System.nanoTime());
            for (Command command : batch) {
                run(command);
                while (!aside.isEmpty()) {
                    run(aside.removeFirst());
                }
            }
            batch.clear();
            if (System.nanoTime() - tickTime >= 0) {
                run(tick);
                tickTime = System.nanoTime() + tickNanos;
            }
            run(load);
        }
        ended = true;
        abandonQueue();
    }

    private void take(List<Command> batch, long nanos) {
        try {
            Command first = queue.poll(nanos, TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
            }
        } catch (InterruptedException stray) {
            log.log(Level.DEBUG, "Nobody ends the hub by interrupting it", stray);
        }
    }

    private void run(Command command) {
        assert Thread.currentThread() == owner;
        if (!stopping) {
            guarded(command.action());
        }
        guarded(command.last());
    }

    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error unexpected) {
            log.log(Level.ERROR, "A command of the hub failed", unexpected);
        }
    }

    /** What came too late to be done. */
    private void abandonQueue() {
        for (Command command = queue.poll(); command != null; command = queue.poll()) {
            guarded(command.last());
        }
    }

    private void tick() {
        core.tick();
        stats = core.stats(queue.size());
    }

    private void load() {
        Load load = core.nextLoad();
        if (load != null) {
            loading.ask(load);
        }
    }
}
