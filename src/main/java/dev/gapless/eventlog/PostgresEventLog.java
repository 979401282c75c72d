package dev.gapless.eventlog;

import dev.gapless.eventlog.EventCodec.Logged;
import dev.gapless.eventlog.TransactionEvents.Appended;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events into PostgreSQL's WAL, as part of the caller's transaction. {@link WalTail} reads them there. */
final class PostgresEventLog implements EventLog {
    private final JdbcClient jdbc;
    private final SnapshotQuery snapshots;
    private final Receipts receipts;
    private final Publisher publisher;
    private final String slotName;
    private final Servers servers;

    PostgresEventLog(
            JdbcClient jdbc,
            RecentEvents recent,
            Receipts receipts,
            Publisher publisher,
            String node,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.snapshots = new SnapshotQuery(jdbc, recent);
        this.receipts = receipts;
        this.publisher = publisher;
        this.slotName = ReplicationSlot.nameFor(node);
        this.servers = new Servers(jdbc, slotName, clock);
    }

    @Override
    public void append(Event event) {
        append(event, null);
    }

    @Override
    public Receipt publish(Event event) {
        return publisher.publish(receipt -> {
            String id = UUID.randomUUID().toString();
            receipts.expect(id, receipt);
            append(event, id);
        });
    }

    private void append(Event event, @Nullable String id) {
        TransactionEvents.requireRoomForOne();
        jdbc.sql("select pg_logical_emit_message(true, '" + WalDecoder.EVENT + "', ?)::text")
                .param(EventCodec.encode(new Logged(event, id)))
                .query(String.class)
                .single();
        TransactionSynchronizationManager.registerSynchronization(new Appended() {});
    }

    @Override
    public StreamPosition visiblePosition() {
        return snapshots.visiblePosition();
    }

    @Override
    public String server() {
        return slotName;
    }

    @Override
    public Set<String> servers() {
        return servers.names();
    }

    @Override
    public void heardFrom(String server) {
        servers.heardFrom(server);
    }
}
