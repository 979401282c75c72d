package dev.gapless.gateway;

import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Reply;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is announced of coming and going, in the order in which it happens, by one writer at a time, since it may have to be
 * told to many.
 *
 * <p>One client can come and go far more often than a whole room should have to hear of it. So of each client and channel the
 * first is announced at once, and after that what has become of it once a second: coming and going in between cancel each
 * other out.
 *
 * <p>What waits is bounded: beyond that it is not announced, and clients that want to know for sure ask for the presence.
 * Safe for use by many threads; nobody is called under the lock.
 */
final class Announcements {
    static final long PAUSE_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Announcements.class);
    private static final int MOST_WAITING = 65_536;
    private static final int MOST_AT_A_TIME = 256;
    private static final long PATIENCE_SECONDS = 5;

    /** That a client has come to a channel, or gone from it. */
    record Announcement(String channel, ClientInfo who, boolean joined) {
        Reply toReply() {
            return joined ? new Reply.Join(channel, who) : new Reply.Leave(channel, who);
        }
    }

    private record Key(String channel, String client) {}

    /** What was announced of a client within the last second, and what has happened to it since. */
    private static final class Recent {
        boolean told;
        Announcement newest;

        Recent(Announcement first) {
            told = first.joined();
            newest = first;
        }
    }

    private final Consumer<Announcement> listener;
    private final Executor writers;
    private final Timers timers;
    private final Map<Key, Recent> recent = new HashMap<>();
    private final ArrayDeque<Announcement> waiting = new ArrayDeque<>();
    private boolean announcing;

    /** @param listener told of each, one at a time, on a writer */
    Announcements(Consumer<Announcement> listener, Executor writers, Timers timers) {
        this.listener = listener;
        this.writers = writers;
        this.timers = timers;
    }

    void add(Announcement announcement) {
        Key key = new Key(announcement.channel(), announcement.who().client());
        synchronized (this) {
            Recent before = recent.get(key);
            if (before != null) {
                before.newest = announcement;
                return;
            }
            if (waiting.size() + recent.size() >= MOST_WAITING) {
                log.debug("Too much comes and goes; some of it is not announced");
                return;
            }
            recent.put(key, new Recent(announcement));
            waiting.add(announcement);
        }
        lookAgain(key);
        announce();
    }

    private void lookAgain(Key key) {
        timers.set((at, now) -> settle(key), timers.now() + PAUSE_MILLIS);
    }

    /** Announces what has become of a client, if that is not what was announced. */
    private void settle(Key key) {
        synchronized (this) {
            Recent settled = recent.get(key);
            if (settled == null) {
                return;
            }
            if (settled.newest.joined() == settled.told) {
                recent.remove(key);
                return;
            }
            settled.told = settled.newest.joined();
            waiting.add(settled.newest);
        }
        lookAgain(key);
        announce();
    }

    /** Announces what would have been announced within a second, after what a writer is announcing. */
    void settle() {
        synchronized (this) {
            for (Recent each : recent.values()) {
                if (each.newest.joined() != each.told) {
                    waiting.add(each.newest);
                }
            }
            recent.clear();
            awaitTurn();
            if (announcing) {
                log.warn("The last who came and went could not be announced in time");
                return;
            }
            announcing = true;
        }
        for (Announcement next = next(); next != null; next = next()) {
            tell(next);
        }
    }

    /** Waits until nobody announces, though not for ever. */
    private synchronized void awaitTurn() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            for (long left = end - System.nanoTime(); announcing && left > 0; left = end - System.nanoTime()) {
                wait(1 + TimeUnit.NANOSECONDS.toMillis(left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce() {
        synchronized (this) {
            if (announcing || waiting.isEmpty()) {
                return;
            }
            announcing = true;
        }
        writers.execute(this::announceWaiting);
    }

    private void announceWaiting() {
        for (int i = 0; i < MOST_AT_A_TIME; i++) {
            Announcement next = next();
            if (next == null) {
                return;
            }
            tell(next);
        }
        writers.execute(this::announceWaiting);
    }

    private void tell(Announcement announcement) {
        try {
            listener.accept(announcement);
        } catch (RuntimeException | Error e) {
            log.error("Who comes and goes could not be announced", e);
        }
    }

    private synchronized @Nullable Announcement next() {
        Announcement next = waiting.poll();
        announcing = next != null;
        if (!announcing) {
            notifyAll();
        }
        return next;
    }
}
