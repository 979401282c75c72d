package dev.gapless.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of our own, for those who have not configured one. Its data outlives it.
 *
 * <p>Everything is in one home directory, which one server at a time may use:
 *
 * <pre>
 * lock                held while a server runs
 * postgres/           the data directory; gapless.conf in it has the settings, written anew at each start
 * postgres.log        what the server logs
 * postgres.password   the random password of the user gapless; readable by the owner only
 * </pre>
 *
 * <p>The server listens on the loopback address only, and asks for the password: whoever may log in as its owner may
 * run programs, and a computer can have other users. Commits are as durable as PostgreSQL makes them.
 *
 * <p>A Java process that is killed leaves its PostgreSQL running. The lock, which the operating system frees, tells
 * that this has happened: who holds the lock and finds a server in the data directory stops it, and starts afresh.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "gapless";
    private static final int ATTEMPTS_TO_FIND_A_PORT = 3;

    private final FileLock lock;
    private final EmbeddedPrograms programs;
    private final Path data;
    private final String password;
    private final int port;

    private EmbeddedPostgres(FileLock lock, EmbeddedPrograms programs, Path data, String password, int port) {
        this.lock = lock;
        this.programs = programs;
        this.data = data;
        this.password = password;
        this.port = port;
    }

    /**
     * Starts the server, on a data directory made at the first time, and waits until it accepts connections.
     *
     * @param home the home directory, made if need be
     * @param binaries where PostgreSQL's programs are, or are to be unpacked
     * @param port the port to listen on; 0 for any free one
     * @param settings further settings of the server, which win over ours
     * @throws DatabaseFailure when it cannot be started, with what to do about it
     */
    public static EmbeddedPostgres start(Path home, Path binaries, int port, Map<String, String> settings) {
        Path directory = home.toAbsolutePath().normalize();
        FileLock lock = lock(directory);
        try {
            EmbeddedPrograms programs = new EmbeddedPrograms(EmbeddedBinaries.unpackBelow(binaries), directory);
            Path data = directory.resolve("postgres");
            String password = password(directory.resolve("postgres.password"), data);
            if (Files.exists(data)) {
                programs.requireSameMajorVersion(data);
                programs.stopOrphan(data);
            } else {
                create(programs, directory, data);
            }
            int listening = startListening(programs, data, port, settings);
            return new EmbeddedPostgres(lock, programs, data, password, listening);
        } catch (IOException e) {
            release(lock);
            throw new UncheckedIOException("Cannot start PostgreSQL in " + directory, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** The address of one of its databases. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The name of its owner, a superuser. */
    public String username() {
        return USER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** Makes a database unless there is one of this name. */
    public void createDatabase(String name) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, password);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
            if (!found.next()) {
                try (Statement create = connection.createStatement()) {
                    create.execute("create database \"" + name + "\"");
                }
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(
                    "The embedded PostgreSQL does not let us create the database " + name + ": " + e.getMessage(),
                    "Look into " + data.resolveSibling("postgres.log") + ".",
                    e);
        }
    }

    /** Stops the server. Connections are cut; what is committed stays. */
    @Override
    public void close() {
        try {
            programs.stop(data);
        } finally {
            release(lock);
        }
    }

    /** Frees the lock and leaves the server running, as the death of this process would. For tests. */
    void abandon() {
        release(lock);
    }

    private static FileLock lock(Path home) {
        try {
            Files.createDirectories(home);
            FileChannel channel =
                    FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            channel.close();
        } catch (IOException e) {
            throw new DatabaseFailure(
                    "The directory " + home + " cannot be used: " + e.getMessage() + ".",
                    "Make it writable, or choose another with gapless.home.",
                    e);
        }
        throw new DatabaseFailure(
                "Another server is running in " + home + ".",
                "Stop that server, or give this one another directory with gapless.home."
                        + " Servers that shall work together share a PostgreSQL server: configure it with spring.datasource.url.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // held in this very process
            return null;
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            log.warn("Cannot release the lock on the embedded PostgreSQL: {}", e.getMessage());
        }
    }

    /** The password is written before the data directory is made, so that it is there whenever the other is. */
    private static String password(Path file, Path data) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(data)) {
            throw new DatabaseFailure(
                    "The password of the embedded PostgreSQL is missing: " + file + ".",
                    "Put the file back, or move " + data + " away to begin with an empty database.");
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path writing = Files.createTempFile(file.getParent(), "password", ".tmp"); // for the owner only
        Files.writeString(writing, HexFormat.of().formatHex(random));
        Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
        return Files.readString(file);
    }

    /** Made under another name and then renamed: a data directory is complete, or is not there. */
    private static void create(EmbeddedPrograms programs, Path home, Path data) throws IOException {
        Path making = home.resolve("postgres.new");
        FileSystemUtils.deleteRecursively(making);
        programs.initdb(making, USER, home.resolve("postgres.password"));
        Files.writeString(making.resolve("postgresql.conf"), "\ninclude 'gapless.conf'\n", StandardOpenOption.APPEND);
        Files.move(making, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static int startListening(EmbeddedPrograms programs, Path data, int port, Map<String, String> settings)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int candidate = port == 0 ? freePort() : port;
            writeSettings(data.resolve("gapless.conf"), candidate, settings);
            try {
                programs.start(data);
                return candidate;
            } catch (DatabaseFailure e) {
                if (port != 0 || attempt == ATTEMPTS_TO_FIND_A_PORT) { // else someone may have been faster
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writeSettings(Path file, int port, Map<String, String> settings) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", "127.0.0.1");
        all.put("port", Integer.toString(port));
        all.put("unix_socket_directories", "");
        all.put("max_connections", "100");
        all.put("fsync", "on");
        all.put("synchronous_commit", "on");
        all.put("wal_level", "logical");
        all.put("max_wal_senders", "10");
        all.put("max_replication_slots", "10");
        all.put("max_slot_wal_keep_size", "1GB");
        all.put("shared_preload_libraries", "pg_stat_statements");
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        all.putAll(settings);
        StringBuilder conf = new StringBuilder("# Written anew at each start.\n");
        all.forEach((name, value) -> conf.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        Files.writeString(file, conf);
    }
}
