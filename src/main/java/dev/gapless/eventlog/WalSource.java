package dev.gapless.eventlog;

import dev.gapless.eventlog.ReplicationConnection.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is read from: a database, and this server's slot in it. Tells what is wrong with them in the words of the
 * settings that would put it right.
 *
 * @param url the JDBC address
 * @param nodeId names this server
 * @param slotWait how long a start waits for the slot, which a killed predecessor may hold for another moment
 * @param serverTimeout after how much silence of ours the server gives the connection up, see {@link ReplicationConnection#open}
 */
record WalSource(
        String url,
        @Nullable String username,
        @Nullable String password,
        String nodeId,
        Duration slotWait,
        Duration serverTimeout) {
    private static final String IN_USE = "55006";

    String slotName() {
        return ReplicationSlot.nameFor(nodeId);
    }

    ReplicationConnection connect() throws SQLException {
        return ReplicationConnection.open(url, username, password, serverTimeout);
    }

    /** @throws EventLogFailure when the server or the slot cannot be used, however often it is tried */
    void requireUsable(ReplicationConnection connection, Server server) throws SQLException {
        String level = connection.setting("wal_level");
        if (!level.equals("logical")) {
            throw new EventLogFailure(
                    "PostgreSQL does not offer logical decoding: its wal_level is " + level + ".",
                    "Set wal_level = logical in postgresql.conf (or run: alter system set wal_level = 'logical')"
                            + " and restart PostgreSQL. For a single server of Gapless, gapless.hub.engine=memory does without.",
                    null);
        }
        Optional<ReplicationSlot> slot = connection.slot(slotName());
        if (slot.isPresent() && !slot.get().isFor(server.database())) {
            throw new EventLogFailure(
                    "The replication slot " + slotName() + " belongs to the database '"
                            + slot.get().database() + "' (plugin '" + slot.get().plugin() + "'), not to '"
                            + server.database() + "'.",
                    "Give this server another gapless.node-id, or drop the slot if nobody needs it:"
                            + " select pg_drop_replication_slot('" + slotName() + "').",
                    null);
        }
    }

    /** Whether the slot is held by another connection, perhaps one that is just ending. */
    static boolean isSlotInUse(Exception e) {
        return e instanceof SQLException sql && IN_USE.equals(sql.getSQLState());
    }

    /** What an exception at the start means to the one who configures the server. */
    EventLogFailure explain(Exception e) {
        if (e instanceof EventLogFailure failure) {
            return failure;
        }
        String said = String.valueOf(e.getMessage()).replaceFirst("\\.?$", ".");
        String state = e instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        return switch (state) {
            case IN_USE ->
                new EventLogFailure(
                        "The replication slot " + slotName() + " is in use by another server: " + said,
                        "Give each server a gapless.node-id of its own; this one's is '" + nodeId + "'.",
                        e);
            case "42501" ->
                new EventLogFailure(
                        "The database user may not follow the event log: " + said,
                        "Run as a superuser: alter role " + (username == null ? "<user>" : username)
                                + " replication; and make it the owner of the database, or run there:"
                                + " create publication " + ReplicationConnection.PUBLICATION + ".",
                        e);
            case "53400" ->
                new EventLogFailure(
                        "PostgreSQL has no replication slot left: " + said,
                        "Raise max_replication_slots and restart PostgreSQL, or drop slots that nobody uses"
                                + " (select slot_name, active from pg_replication_slots).",
                        e);
            case "53300" ->
                new EventLogFailure(
                        "PostgreSQL has no connection left for the event log: " + said,
                        "Raise max_wal_senders (or max_connections) and restart PostgreSQL.",
                        e);
            default ->
                new EventLogFailure(
                        "The event log cannot be followed: " + said,
                        "Check spring.datasource.url, .username and .password, and PostgreSQL's own log.",
                        e);
        };
    }
}
