package dev.gapless.eventlog;

import dev.gapless.hub.Hub;
import dev.gapless.hub.HubStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is measured of the event log and the hub. */
final class EventLogMetrics {
    private EventLogMetrics() {}

    /** How large the hub is. */
    static MeterBinder of(Hub hub) {
        return registry -> {
            gauge(registry, hub, "gapless.hub.topics", "Topics with a log", HubStats::topics);
            gauge(registry, hub, "gapless.hub.publications", "Publications in all logs", HubStats::publications);
            gauge(registry, hub, "gapless.hub.bytes", "What these publications take, about", HubStats::bytes);
            gauge(registry, hub, "gapless.hub.channels", "Channels whose topics are known", HubStats::channels);
            gauge(registry, hub, "gapless.hub.subscribers", "Live subscriptions", HubStats::subscribers);
            gauge(registry, hub, "gapless.hub.waiting", "Subscriptions not answered yet", HubStats::waiting);
            gauge(registry, hub, "gapless.hub.queued", "Commands that wait for the hub", HubStats::queued);
        };
    }

    private static void gauge(
            MeterRegistry registry, Hub hub, String name, String what, ToDoubleFunction<HubStats> value) {
        Gauge.builder(name, hub, source -> value.applyAsDouble(source.stats()))
                .description(what)
                .register(registry);
    }

    /** How far the tail is behind, and what the slots cost. Each reading is a query. */
    static MeterBinder of(WalTail tail, JdbcClient jdbc) {
        return registry -> {
            Gauge.builder("gapless.eventlog.lag.bytes", tail, source -> lag(source, jdbc))
                    .description("WAL that PostgreSQL has written and this server has not read")
                    .baseUnit("bytes")
                    .register(registry);
            Gauge.builder("gapless.eventlog.slot.retained.bytes", tail, source -> retained(jdbc))
                    .description("WAL that PostgreSQL keeps for the slot, of any server here, that keeps the most")
                    .baseUnit("bytes")
                    .register(registry);
        };
    }

    private static double lag(WalTail tail, JdbcClient jdbc) {
        long read = tail.decoded(); // before the query, so that it is never negative
        return query(jdbc, "select pg_current_wal_flush_lsn() - '" + ReplicationConnection.text(read) + "'::pg_lsn");
    }

    private static double retained(JdbcClient jdbc) {
        return query(
                jdbc,
                "select coalesce(max(pg_current_wal_lsn() - restart_lsn), 0) from pg_replication_slots"
                        + " where database = current_database() and slot_name like 'gapless\\_%'");
    }

    private static double query(JdbcClient jdbc, String sql) {
        try {
            return jdbc.sql(sql).query(Double.class).single();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }
}
