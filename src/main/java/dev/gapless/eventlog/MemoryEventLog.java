package dev.gapless.eventlog;

import dev.gapless.eventlog.TransactionEvents.Appended;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The event log of a single server whose PostgreSQL offers no logical decoding. Events live in this process only: they
 * are handed on after the commit, and every start is a new epoch.
 *
 * <p><b>Order.</b> Appending takes a lock of the database that its transaction holds until it has ended, so transactions
 * with events commit one after the other, in the order in which they got the lock; that is also when an event gets its
 * offset. The lock is PostgreSQL's rather than Java's for its deadlock detection: transactions wait for one another's
 * rows, too. Threads may learn of their commits in another order. So an event waits for those with smaller offsets.
 *
 * <p><b>Not knowing.</b> A commit that fails here may have happened there, when the connection broke in between; then the
 * database is asked. When it cannot tell, a new epoch begins: clients reload rather than miss something.
 */
final class MemoryEventLog implements EventLog, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(MemoryEventLog.class);
    private static final long LOCK = 0x6761706c657373L; // "gapless"

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final EventSink sink;
    private final RecentEvents recent;
    private final Publisher publisher;
    private final String node;
    private final SnapshotQuery snapshots;
    private final InstantSource clock;
    private final int phase;

    /** Events whose transactions have ended, and that wait for an earlier one. Guards what follows as well. */
    private final TreeMap<Long, Ended> ended = new TreeMap<>();

    private long lastOffset;
    private long lastEnded;
    private volatile boolean running;

    private sealed interface Ended {
        record Committed(Event event, long xid, @Nullable Consumer<Receipt> receipt) implements Ended {}

        record RolledBack() implements Ended {}

        record Unknown() implements Ended {}
    }

    MemoryEventLog(
            DataSource dataSource,
            EventSink sink,
            RecentEvents recent,
            Publisher publisher,
            String node,
            InstantSource clock,
            int phase) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        this.sink = sink;
        this.recent = recent;
        this.publisher = publisher;
        this.node = node;
        this.snapshots = new SnapshotQuery(jdbc, recent);
        this.clock = clock;
        this.phase = phase;
    }

    @Override
    public void append(Event event) {
        append(event, null);
    }

    @Override
    public Receipt publish(Event event) {
        return publisher.publish(receipt -> append(event, receipt::complete));
    }

    private void append(Event event, @Nullable Consumer<Receipt> receipt) {
        TransactionEvents.requireRoomForOne();
        jdbc.sql("select pg_advisory_xact_lock(?)::text").param(LOCK).query().listOfRows();
        long xid = Long.parseLong(jdbc.sql("select pg_current_xact_id()::text")
                .query(String.class)
                .single());
        TransactionSynchronizationManager.registerSynchronization(
                new HandOn(nextOffset(), new Ended.Committed(event, xid, receipt)));
    }

    @Override
    public StreamPosition visiblePosition() {
        return snapshots.visiblePosition();
    }

    @Override
    public String server() {
        return node;
    }

    @Override
    public Set<String> servers() {
        return Set.of(node);
    }

    @Override
    public void heardFrom(String server) {
        // there is no other
    }

    private long nextOffset() {
        synchronized (ended) {
            return ++lastOffset;
        }
    }

    private void end(long offset, Ended how) {
        synchronized (ended) {
            ended.put(offset, how);
            for (Ended next = ended.remove(lastEnded + 1); next != null; next = ended.remove(lastEnded + 1)) {
                lastEnded++;
                handOn(lastEnded, next);
            }
        }
    }

    private void handOn(long offset, Ended how) {
        switch (how) {
            case Ended.Committed committed -> {
                recent.add(offset, (int) committed.xid());
                sink.publish(committed.event().at(offset, clock.millis()), committed.receipt());
            }
            case Ended.RolledBack rolledBack -> {}
            case Ended.Unknown unknown -> {
                log.warn("Whether an event was committed is not known: clients have to reload");
                begin(offset);
            }
        }
    }

    private void begin(long offset) {
        StreamPosition base = new StreamPosition(offset, UUID.randomUUID().toString());
        recent.begin(base);
        sink.begin(base);
    }

    @Override
    public void start() {
        synchronized (ended) {
            begin(lastEnded);
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    /** Waits for the end of one transaction. */
    private final class HandOn implements Appended {
        private final long offset;
        private final Ended.Committed committed;
        private final Set<Object> laterSavepoints = new HashSet<>();
        private boolean undone;
        private boolean tried;

        HandOn(long offset, Ended.Committed committed) {
            this.offset = offset;
            this.committed = committed;
        }

        @Override
        public void savepoint(Object savepoint) {
            laterSavepoints.add(savepoint);
        }

        @Override
        public void savepointRollback(Object savepoint) {
            undone |= !laterSavepoints.contains(savepoint);
        }

        @Override
        public void afterCompletion(int status) {
            end(offset, outcome(status));
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            tried = true;
        }

        private Ended outcome(int status) {
            if (status == STATUS_COMMITTED) {
                return ifNotUndone();
            }
            return tried ? askDatabase() : new Ended.RolledBack();
        }

        private Ended ifNotUndone() {
            return undone ? new Ended.RolledBack() : committed;
        }

        private Ended askDatabase() {
            try (Connection connection = dataSource.getConnection(); // not the transaction's, which may be broken
                    PreparedStatement query = connection.prepareStatement("select pg_xact_status(?::text::xid8)")) {
                query.setString(1, Long.toString(committed.xid()));
                try (ResultSet row = query.executeQuery()) {
                    String status = row.next() ? String.valueOf(row.getString(1)) : "";
                    return switch (status) {
                        case "committed" -> ifNotUndone();
                        case "aborted" -> new Ended.RolledBack();
                        default -> new Ended.Unknown();
                    };
                }
            } catch (SQLException e) {
                return new Ended.Unknown();
            }
        }
    }
}
