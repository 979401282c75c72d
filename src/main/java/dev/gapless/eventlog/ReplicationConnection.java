package dev.gapless.eventlog;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import org.postgresql.replication.LogSequenceNumber;

/**
 * One connection to PostgreSQL in replication mode: first for questions about the server and the slot, then for the
 * stream.
 *
 * <p>The stream is read through pgjdbc's copy API rather than its replication API, for two reasons. Reading has to return
 * on a keep-alive, which tells that nothing is to come before its place; pgjdbc's stream keeps these to itself. And what is
 * confirmed, and when, must be ours alone (see {@link #confirm}).
 *
 * <p>One thread uses it; {@link #abort} alone may be called by another.
 */
final class ReplicationConnection implements AutoCloseable {
    /** The publication that pgoutput asks for. It has no tables: messages are all we want. */
    static final String PUBLICATION = "gapless";

    private static final Executor AT_ONCE = Runnable::run;
    private static final int CONNECT_SECONDS = 10;

    /**
     * The server and the identity of its order of commits.
     *
     * @param epoch differs for another database, another cluster, and after a failover or point-in-time recovery
     * @param database the database's name
     * @param end how far the WAL reaches
     */
    record Server(String epoch, String database, long end) {}

    private final Connection connection;
    private final int serverTimeoutMillis;
    private @Nullable CopyDual stream;

    private ReplicationConnection(Connection connection, int serverTimeoutMillis) {
        this.connection = connection;
        this.serverTimeoutMillis = serverTimeoutMillis;
    }

    /**
     * Connects.
     *
     * @param serverTimeout after how much silence the server ends the stream; it asks whether we are there after half of
     *     it, so when nothing has come for twice as long, the server is gone, and reading fails
     */
    static ReplicationConnection open(
            String url, @Nullable String username, @Nullable String password, Duration serverTimeout)
            throws SQLException {
        Properties properties = new Properties();
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "14");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "gapless wal-tail");
        Connection connection = DriverManager.getConnection(url, properties);
        ReplicationConnection opened = new ReplicationConnection(connection, Math.toIntExact(serverTimeout.toMillis()));
        opened.bearSilence(2 * opened.serverTimeoutMillis);
        return opened;
    }

    Server identify() throws SQLException {
        String cluster;
        long end;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            cluster =
                    Long.toString(Long.parseUnsignedLong(row.getString("systemid")), 36) + "." + row.getInt("timeline");
            end = lsn(row.getString("xlogpos"));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select oid::bigint, datname from pg_database where datname = current_database()")) {
            row.next();
            return new Server(cluster + "." + row.getLong(1), row.getString(2), end);
        }
    }

    String setting(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('" + name + "')")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Makes the publication if it is missing. */
    void ensurePublication() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select 1 from pg_publication where pubname = '" + PUBLICATION + "'")) {
            if (found.next()) {
                return;
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create publication " + PUBLICATION);
        } catch (SQLException e) {
            boolean otherServerWasFaster = "42710".equals(e.getSQLState()) || "23505".equals(e.getSQLState());
            if (!otherServerWasFaster) {
                throw e;
            }
        }
    }

    Optional<ReplicationSlot> slot(String name) throws SQLException {
        // invalidation_reason is new in PostgreSQL 17, hence by way of JSON
        String sql = "select database, plugin, confirmed_flush_lsn::text,"
                + " wal_status = 'lost' or to_jsonb(s) ->> 'invalidation_reason' is not null"
                + " from pg_replication_slots s where slot_name = '" + name + "'";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return Optional.empty();
            }
            String confirmed = row.getString(3);
            return Optional.of(new ReplicationSlot(
                    Optional.ofNullable(row.getString(1)).orElse(""),
                    Optional.ofNullable(row.getString(2)).orElse(""),
                    confirmed == null ? 0 : lsn(confirmed),
                    row.getBoolean(4) || confirmed == null));
        }
    }

    /** Makes the slot; waits until transactions that are writing now have ended, however long that takes. */
    void createSlot(String name) throws SQLException {
        bearSilence(0);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
        }
        bearSilence(2 * serverTimeoutMillis);
    }

    /** @param millis for how long reading may wait; 0 for ever */
    private void bearSilence(int millis) throws SQLException {
        connection.setNetworkTimeout(AT_ONCE, millis);
    }

    void dropSlot(String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_drop_replication_slot('" + name + "')");
        }
    }

    /** Commits a mark, which the stream will deliver after all that was committed before. */
    void mark(String mark) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_logical_emit_message(true, '" + WalDecoder.MARK + "', '" + mark + "')");
        }
    }

    /** Starts the stream of what was committed at {@code lsn} or later. */
    void startStream(String slot, long lsn) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set wal_sender_timeout = " + serverTimeoutMillis);
        }
        stream = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyDual("START_REPLICATION SLOT \"" + slot + "\" LOGICAL " + text(lsn)
                        + " (proto_version '1', publication_names '" + PUBLICATION + "', messages 'true')");
    }

    /** The next message of the stream, waiting for it; null when the server has ended the stream. */
    @Nullable ByteBuffer read() throws SQLException {
        byte[] message = stream().readFromCopy(true);
        return message == null ? null : ByteBuffer.wrap(message);
    }

    /**
     * Tells the server that we are alive and have read up to here, without confirming anything.
     *
     * @implNote Leaving out how far we have flushed matters beyond that: a server that shuts down waits until its receivers
     *     have flushed all, which a slot that trails behind on purpose never has; without it, it goes by what we have read.
     *     And it keeps us from being taken for a synchronous standby, which commits would wait for.
     */
    void alive(long read) throws SQLException {
        status(read, 0);
    }

    /** Gives up what was committed before {@code confirmed}: the slot will not deliver it again. */
    void confirm(long read, long confirmed) throws SQLException {
        status(read, confirmed);
        status(read, 0);
    }

    private void status(long written, long flushed) throws SQLException {
        ByteBuffer status = ByteBuffer.allocate(1 + 4 * Long.BYTES + 1);
        status.put((byte) 'r')
                .putLong(written)
                .putLong(flushed)
                .putLong(flushed) // applied
                .putLong(0) // our clock, for statistics
                .put((byte) 0); // no answer, please
        stream().writeToCopy(status.array(), 0, status.capacity());
        stream().flushCopy();
    }

    private CopyDual stream() {
        if (stream == null) {
            throw new IllegalStateException("the stream has not started");
        }
        return stream;
    }

    /** Cuts the connection under whatever is being done with it. */
    void abort() {
        try {
            connection.abort(AT_ONCE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot cut the replication connection", e);
        }
    }

    @Override
    public void close() {
        abort(); // an orderly end would have to read what is still in flight, and the slot does not need it
    }

    static long lsn(String text) {
        return LogSequenceNumber.valueOf(text).asLong();
    }

    static String text(long lsn) {
        return LogSequenceNumber.valueOf(lsn).asString();
    }
}
