package dev.gapless.eventlog;

import dev.gapless.eventlog.EventCodec.Logged;
import dev.gapless.eventlog.ReplicationConnection.Server;
import dev.gapless.eventlog.WalDecoder.KeepAlive;
import dev.gapless.eventlog.WalDecoder.Message;
import dev.gapless.eventlog.WalDecoder.Transaction;
import dev.gapless.hub.StreamPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of committed transactions, through one connection after the other, and hands its events to the sink.
 *
 * <p><b>Places.</b> An event's offset is where the commit record of its transaction begins (its LSN). Commits have one
 * order, and so have their records. To PostgreSQL a place S means "commits at S or later"; to the hub an offset P means
 * "everything up to and including P". So S is offset S - 1, and the slot's confirmed place is the base S - 1.
 *
 * <p><b>What is known after what.</b> A transaction arrives whole, after its commit, and transactions arrive in commit
 * order. When one has ended at E, the next begins at E or later. A keep-alive says how far the server has decoded the
 * WAL: what it names was decoded, and what came of it was sent before the keep-alive. One that arrives amid a transaction
 * proves nothing about that transaction and is not counted.
 *
 * <p><b>What cannot be read.</b> An event that this server does not understand (of a newer one, perhaps) changes it does not
 * know what. So the order begins anew at its place, and everybody has to prove to be beyond it.
 *
 * <p><b>The present.</b> A mark is committed before the stream starts; when it comes by, the stream has caught up.
 *
 * <p>Owned by the thread of the {@link WalTail}.
 */
final class WalStream {
    private static final Logger log = LoggerFactory.getLogger(WalStream.class);
    private static final long STATUS_MILLIS = 1_000;
    private static final long PROGRESS_MILLIS = 5_000;

    private final WalSource source;
    private final EventSink sink;
    private final RecentEvents recent;
    private final Receipts receipts;
    private final SlotTrail trail;
    private final InstantSource clock;

    /** Others read it. */
    private volatile long decoded;

    /** Of the order that the sink has been told of; null before the first. */
    private @Nullable String epoch;

    private String mark = "";

    /** Whether this is about what was committed before the start. */
    private boolean replaying = true;

    /** Whether the mark of this connection has come by. */
    private boolean following;

    private long replayed;
    private long startedMillis;
    private long progressMillis;
    private long statusMillis;

    WalStream(
            WalSource source,
            EventSink sink,
            RecentEvents recent,
            Receipts receipts,
            Duration ttl,
            InstantSource clock) {
        this.source = source;
        this.sink = sink;
        this.recent = recent;
        this.receipts = receipts;
        this.trail = new SlotTrail(ttl);
        this.clock = clock;
    }

    /** What comes next until the present is a replay. Before the thread that follows begins. */
    void starting() {
        replaying = true;
        replayed = 0;
        startedMillis = clock.millis();
        progressMillis = startedMillis;
    }

    /** Whether the sink has been told of an order. */
    boolean hasBegun() {
        return epoch != null;
    }

    /** The place up to which the log has been read. Any thread may ask. */
    long decoded() {
        return decoded;
    }

    /**
     * Reads until the server ends the stream: from where it was, if that is possible, or from what the slot holds.
     *
     * @param atPresent runs when everything that was committed before this call has been handed on
     */
    void follow(ReplicationConnection connection, Runnable atPresent) throws SQLException {
        following = false;
        Server server = connection.identify();
        source.requireUsable(connection, server);
        boolean created = prepareSlot(connection);
        ReplicationSlot slot = connection
                .slot(source.slotName())
                .orElseThrow(() -> new SQLException("the slot " + source.slotName() + " has vanished"));
        mark = UUID.randomUUID().toString();
        connection.mark(mark);
        boolean sameOrder =
                !created && server.epoch().equals(epoch) && slot.confirmed() <= decoded && decoded <= server.end();
        connection.startStream(source.slotName(), sameOrder ? decoded : slot.confirmed());
        if (!sameOrder) {
            begin(server, slot);
        }
        WalDecoder decoder = new WalDecoder();
        for (ByteBuffer message = connection.read(); message != null; message = connection.read()) {
            switch (decoder.decode(message)) {
                case Transaction transaction -> {
                    if (accept(transaction)) {
                        following();
                        atPresent.run();
                    }
                    report(connection, false);
                }
                case KeepAlive alive -> {
                    if (!decoder.inTransaction()) {
                        reached(alive.end());
                    }
                    report(connection, alive.replyWanted());
                }
                case null -> {}
            }
        }
    }

    /** Whether the slot is a new one. */
    private boolean prepareSlot(ReplicationConnection connection) throws SQLException {
        connection.ensurePublication();
        Optional<ReplicationSlot> slot = connection.slot(source.slotName());
        if (slot.isPresent() && !slot.get().lost()) {
            return false;
        }
        if (slot.isPresent()) {
            log.warn("PostgreSQL has given up the WAL of slot {} (see max_slot_wal_keep_size)", source.slotName());
            connection.dropSlot(source.slotName());
        }
        log.info("Creating the replication slot {}, as soon as no older transaction is writing", source.slotName());
        connection.createSlot(source.slotName());
        return true;
    }

    private void begin(Server server, ReplicationSlot slot) {
        if (epoch != null) {
            log.warn("The order of events begins anew: clients that are behind have to reload");
        }
        epoch = server.epoch();
        decoded = slot.confirmed();
        trail.begin(slot.confirmed());
        StreamPosition base = new StreamPosition(slot.confirmed() - 1, server.epoch());
        recent.begin(base);
        sink.begin(base);
        if (replaying) {
            log.info(
                    "Replaying the event log from {} of slot {}",
                    ReplicationConnection.text(decoded),
                    source.slotName());
        }
    }

    /** Whether this is the transaction that marks the present. */
    private boolean accept(Transaction transaction) {
        boolean marked = false;
        boolean complete = true;
        Logged logged = null;
        for (Message message : transaction.messages()) {
            if (message.prefix().equals(WalDecoder.MARK)) {
                marked |= mark.equals(new String(message.content(), StandardCharsets.UTF_8));
            } else if (logged != null) {
                log.error("A transaction has more than one event; all but the first are left out");
                complete = false;
            } else {
                logged = decode(message.content(), transaction.lsn());
                complete &= logged != null;
            }
        }
        if (logged != null || !complete) {
            // Known to the ring before the hub can tell anyone of it.
            recent.add(transaction.lsn(), transaction.xid());
        }
        if (logged != null) {
            sink.publish(logged.event().at(transaction.lsn(), transaction.timeMillis()), receipts.of(logged.id()));
            replayed++;
        }
        if (!complete) {
            // A gap may cost a reload, but is never silent: whoever has not come beyond this place has to load anew.
            sink.begin(new StreamPosition(transaction.lsn(), Objects.requireNonNull(epoch)));
        }
        decoded = Math.max(decoded, transaction.end());
        trail.reached(Math.min(transaction.timeMillis(), clock.millis()), transaction.end());
        progress(transaction.timeMillis());
        return marked;
    }

    private static @Nullable Logged decode(byte[] content, long lsn) {
        try {
            return EventCodec.decode(content);
        } catch (IllegalArgumentException e) {
            log.error("Left out at {}: {}", ReplicationConnection.text(lsn), e.getMessage());
            return null;
        }
    }

    private void reached(long end) {
        if (end > decoded) {
            decoded = end;
            recent.advance(end - 1);
            sink.advance(end - 1);
        }
        if (following) {
            trail.reached(clock.millis(), decoded);
        }
    }

    private void following() {
        following = true;
        if (replaying) {
            replaying = false;
            log.info(
                    "Following the event log: slot {}, {} events replayed in {} ms",
                    source.slotName(),
                    replayed,
                    clock.millis() - startedMillis);
        }
    }

    private void progress(long timeMillis) {
        if (!replaying || clock.millis() - progressMillis < PROGRESS_MILLIS) {
            return;
        }
        progressMillis = clock.millis();
        log.info("Replayed {} events, up to {}", replayed, Instant.ofEpochMilli(timeMillis));
    }

    private void report(ReplicationConnection connection, boolean wanted) throws SQLException {
        long now = clock.millis();
        boolean due = Math.abs(now - statusMillis) >= STATUS_MILLIS;
        if (due) {
            statusMillis = now;
            connection.confirm(decoded, trail.confirmable(now));
        } else if (wanted) {
            connection.alive(decoded);
        }
    }
}
