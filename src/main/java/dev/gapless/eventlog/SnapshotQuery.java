package dev.gapless.eventlog;

import dev.gapless.hub.StreamPosition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Finds the position that belongs to what the caller's transaction sees; {@link RecentEvents} says why this way. */
final class SnapshotQuery {
    private record Row(String snapshot, String isolation) {}

    private final JdbcClient jdbc;
    private final RecentEvents recent;

    SnapshotQuery(JdbcClient jdbc, RecentEvents recent) {
        this.jdbc = jdbc;
        this.recent = recent;
    }

    StreamPosition visiblePosition() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a position belongs to what a transaction sees, and none is active");
        }
        StreamPosition newest = recent.position(); // before the snapshot: this order is the point
        Row row = jdbc.sql("select pg_current_snapshot()::text as snapshot,"
                        + " current_setting('transaction_isolation') as isolation")
                .query(Row.class)
                .single();
        if (!row.isolation().equals("repeatable read") && !row.isolation().equals("serializable")) {
            throw new IllegalStateException("what the transaction sees changes with every statement: it is "
                    + row.isolation() + " and must be repeatable read");
        }
        return recent.visible(newest, Snapshot.parse(row.snapshot()));
    }
}
