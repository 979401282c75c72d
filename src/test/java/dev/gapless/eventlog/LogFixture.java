package dev.gapless.eventlog;

import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.TestDatabase;
import dev.gapless.hub.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with writers, and as many tails as a test asks for. */
final class LogFixture implements AutoCloseable {
    /** How many publish at once; fewer than there are connections. */
    static final int AT_ONCE = 3;

    /** A tail and what it has told. */
    record Following(WalTail tail, RecordingSink sink, RecentEvents recent) {}

    final String url;
    final String username;
    final String password;
    final HikariDataSource pool = new HikariDataSource();
    final JdbcClient jdbc;
    final TransactionTemplate transaction;
    final TransactionTemplate snapshot;
    final PostgresEventLog log;
    final Publisher publisher;
    private final RecentEvents recent = new RecentEvents();
    final Receipts receipts = new Receipts();

    /** The clock that what is known of servers ages by. */
    final AtomicLong nowMillis = new AtomicLong();

    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis.get());
    private final List<WalTail> tails = new ArrayList<>();

    LogFixture() {
        this(TestDatabase.create());
    }

    private LogFixture(TestDatabase database) {
        this(database.url(), database.username(), database.password());
    }

    LogFixture(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
        pool.setJdbcUrl(url);
        pool.setUsername(username);
        pool.setPassword(password);
        pool.setMaximumPoolSize(20);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(20_000);
        jdbc = JdbcClient.create(pool);
        DataSourceTransactionManager manager = new DataSourceTransactionManager(pool);
        transaction = new TransactionTemplate(manager);
        snapshot = new TransactionTemplate(manager);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        publisher = new Publisher(transaction, AT_ONCE, Duration.ofSeconds(20));
        log = log(publisher);
    }

    /** Another log of the same server. */
    PostgresEventLog log(Publisher through) {
        return new PostgresEventLog(jdbc, recent, receipts, through, name("test"), clock);
    }

    /** Starts a tail whose events {@link #log} takes its positions from. */
    Following follow(String node) {
        return follow(node, Duration.ofMinutes(10));
    }

    Following follow(String node, Duration ttl) {
        return follow(source(node), ttl, recent);
    }

    Following follow(WalSource source, Duration ttl, RecentEvents ring) {
        RecordingSink sink = new RecordingSink();
        return new Following(follow(source, sink, ttl, ring), sink, ring);
    }

    /** Starts a tail that tells a sink of the test's own. */
    WalTail follow(String node, EventSink sink) {
        return follow(source(node), sink, Duration.ofMinutes(10), recent);
    }

    private WalTail follow(WalSource source, EventSink sink, Duration ttl, RecentEvents ring) {
        WalTail tail = new WalTail(source, sink, ring, receipts, ttl, InstantSource.system(), 0);
        tails.add(tail);
        tail.start();
        return tail;
    }

    /** Slots belong to the whole server, so their names carry the database's. */
    WalSource source(String node) {
        return source(url, username, password, name(node));
    }

    private String name(String node) {
        return url.substring(url.lastIndexOf('/') + 1) + "_" + node;
    }

    static WalSource source(String url, String username, String password, String node) {
        return source(url, username, password, node, Duration.ofSeconds(20));
    }

    static WalSource source(String url, String username, String password, String node, Duration serverTimeout) {
        return new WalSource(url, username, password, node, Duration.ofSeconds(30), serverTimeout);
    }

    void append(String data) {
        append("room:7", data);
    }

    void append(String topic, String data) {
        transaction.executeWithoutResult(
                status -> log.append(Event.of(List.of(topic), data.getBytes(StandardCharsets.UTF_8))));
    }

    <T> T inSnapshot(Supplier<T> action) {
        return java.util.Objects.requireNonNull(snapshot.execute(status -> action.get()));
    }

    StreamPosition visiblePosition() {
        return inSnapshot(log::visiblePosition);
    }

    @Override
    public void close() {
        tails.forEach(WalTail::stop);
        pool.close();
    }
}
