package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.hub.Hub;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.JsonCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.springframework.context.SmartLifecycle;

/**
 * All client connections of this server, and what they share. It stops before everything that it uses: clients are told
 * to go, and none is let in any more.
 */
public final class Gateway implements SmartLifecycle {
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(1);

    private final GatewaySettings settings;
    private final Hub hub;
    private final Tokens tokens;
    private final ChannelPolicy policy;
    private final InstantSource clock;
    private final String version;
    private final Codec codec;
    private final Sharing sharing = new Sharing();
    private final Connections connections;
    private final Newcomers newcomers;
    private final GatewayMetrics metrics;
    private final EndedLogins endedLogins;
    private final Timers timers = new Timers();
    private final Writers writers = new Writers();
    private final LoginWatch loginWatch;
    private volatile boolean running;

    Gateway(
            GatewaySettings settings,
            Hub hub,
            Tokens tokens,
            ChannelPolicy policy,
            Supplier<LoginEnds.Known> loginEnds,
            MeterRegistry meters,
            InstantSource clock) {
        this.settings = settings;
        this.hub = hub;
        this.tokens = tokens;
        this.policy = policy;
        this.clock = clock;
        String implementation = getClass().getPackage().getImplementationVersion();
        version = "Gapless " + (implementation == null ? "dev" : implementation);
        codec = new JsonCodec(JsonCodec.Framing.FRAMES);
        connections = new Connections(settings.connectionsPerUser());
        newcomers = new Newcomers(settings.unconnected(), settings.unconnectedPerNetwork());
        metrics = new GatewayMetrics(meters, connections, newcomers);
        endedLogins = new EndedLogins(tokens.ttl().toMillis(), clock);
        loginWatch = new LoginWatch(hub, connections, endedLogins, loginEnds, writers, timers);
    }

    /**
     * A client has come. It is turned away at once if the gateway does not run, or has no place for another that has
     * still to say who it is (as the handshake has found out already, unless many came at the same moment).
     */
    public Session open(Transport transport, String address) {
        Newcomers.Place place = newcomers.enter(address);
        Session session = new Session(this, transport, place);
        connections.opened(session);
        session.opened();
        if (!running) {
            session.disconnect(Disconnect.SHUTDOWN);
        } else if (place == null) {
            session.disconnect(Disconnect.TOO_MANY_REQUESTS);
        }
        return session;
    }

    /** Whether another client from this address may connect now. */
    public boolean hasRoomFor(String address) {
        return newcomers.hasRoom(address);
    }

    @Override
    public void start() {
        timers.start();
        writers.start();
        loginWatch.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        loginWatch.stop();
        for (Session session : connections.all()) {
            session.disconnect(Disconnect.SHUTDOWN);
        }
        long end = System.nanoTime() + PATIENCE_AT_STOP.toNanos();
        while (connections.size() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        timers.stop();
        writers.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    public GatewaySettings settings() {
        return settings;
    }

    Hub hub() {
        return hub;
    }

    Tokens tokens() {
        return tokens;
    }

    ChannelPolicy policy() {
        return policy;
    }

    InstantSource clock() {
        return clock;
    }

    String version() {
        return version;
    }

    /** What clients are told about pings: whole seconds, never too few. */
    long pingSeconds() {
        return (settings.pingInterval().toMillis() + 999) / 1000;
    }

    /** The JSON form of the protocol. */
    public Codec codec() {
        return codec;
    }

    Sharing sharing() {
        return sharing;
    }

    Connections connections() {
        return connections;
    }

    Newcomers newcomers() {
        return newcomers;
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    EndedLogins endedLogins() {
        return endedLogins;
    }

    Timers timers() {
        return timers;
    }

    Writers writers() {
        return writers;
    }

    RandomGenerator random() {
        return ThreadLocalRandom.current();
    }
}
