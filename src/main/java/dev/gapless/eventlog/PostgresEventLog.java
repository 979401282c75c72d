package dev.gapless.eventlog;

import dev.gapless.eventlog.TransactionEvents.Appended;
import dev.gapless.hub.StreamPosition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events into PostgreSQL's WAL, as part of the caller's transaction. {@link WalTail} reads them there. */
final class PostgresEventLog implements EventLog {
    private final JdbcClient jdbc;
    private final SnapshotQuery snapshots;

    PostgresEventLog(JdbcClient jdbc, RecentEvents recent) {
        this.jdbc = jdbc;
        this.snapshots = new SnapshotQuery(jdbc, recent);
    }

    @Override
    public void append(Event event) {
        TransactionEvents.requireRoomForOne();
        jdbc.sql("select pg_logical_emit_message(true, '" + WalDecoder.EVENT + "', ?)::text")
                .param(EventCodec.encode(event))
                .query(String.class)
                .single();
        TransactionSynchronizationManager.registerSynchronization(new Appended() {});
    }

    @Override
    public StreamPosition visiblePosition() {
        return snapshots.visiblePosition();
    }
}
