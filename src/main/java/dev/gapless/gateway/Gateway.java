package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.hub.Hub;
import dev.gapless.protocol.Delta;
import dev.gapless.protocol.Disconnect;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * All client connections of this server, and what they share. It stops before everything that it uses: clients are told
 * to go, and none is let in any more.
 */
public final class Gateway implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final GatewaySettings settings;
    private final Hub hub;
    private final Tokens tokens;
    private final Credentials credentials;
    private final ChannelPolicy policy;
    private final InstantSource clock;
    private final String version;
    private final Connections connections;
    private final Places newcomers;
    private final Places addresses;
    private final String node = UUID.randomUUID().toString();
    private final GatewayMetrics metrics;
    private final EndedLogins endedLogins;
    private final Timers timers;
    private final Writers writers = new Writers();
    private final LoginWatch loginWatch;
    private final Publications publications = new Publications(Delta::create);
    private final LongReplies longReplies;
    private final Attendance attendance;
    private final Connecting connecting;
    private final Subscribing subscribing;
    private final ServerSubscriptions serverSubscriptions;
    private final Publishing publishing;
    private final Queries queries;
    private volatile boolean running;

    Gateway(
            GatewaySettings settings,
            Hub hub,
            Tokens tokens,
            ChannelPolicy policy,
            Publishing publishing,
            Supplier<LoginEnds.Known> loginEnds,
            MeterRegistry meters,
            InstantSource clock,
            Timers timers) {
        this.settings = settings;
        this.hub = hub;
        this.tokens = tokens;
        this.credentials = new Credentials(tokens, settings, clock);
        this.policy = policy;
        this.clock = clock;
        this.timers = timers;
        String implementation = getClass().getPackage().getImplementationVersion();
        version = "Gapless " + (implementation == null ? "dev" : implementation);
        connections = new Connections(settings.connectionsPerUser());
        newcomers = new Places(settings.unconnected(), settings.unconnectedPerNetwork());
        addresses = new Places(0, settings.connectionsPerAddress());
        metrics = new GatewayMetrics(meters, connections, newcomers);
        endedLogins = new EndedLogins(tokens.ttl().toMillis(), clock);
        loginWatch = new LoginWatch(hub, connections, endedLogins, loginEnds, writers, timers);
        longReplies = new LongReplies(settings.longRepliesBytes(), writers);
        attendance = new Attendance(writers, timers);
        this.publishing = publishing;
        connecting = new Connecting(this);
        subscribing = new Subscribing(this);
        serverSubscriptions = new ServerSubscriptions(policy);
        queries = new Queries(this);
    }

    /**
     * A client has come. It is turned away at once if the gateway does not run, or has no place for another (as the
     * transport has found out already, unless many came at the same moment).
     *
     * @param address the client's
     */
    public Session open(Transport transport, String address) {
        Seats seats = new Seats(newcomers.enter(address), addresses.enter(address));
        boolean welcome = seats.hasBoth();
        Session session = new Session(this, transport, seats);
        session.opened();
        connections.opened(session);
        if (!running) {
            session.disconnect(Disconnect.SHUTDOWN);
        } else if (!welcome) {
            session.disconnect(Disconnect.TOO_MANY_REQUESTS);
        }
        return session;
    }

    /** Whether another client from this address may connect now. */
    public boolean hasRoomFor(String address) {
        return newcomers.hasRoom(address) && addresses.hasRoom(address);
    }

    /** Runs a task after a delay, on a thread that must not be made to wait. */
    public void after(Duration delay, Runnable task) {
        timers.set((at, now) -> task.run(), timers.now() + delay.toMillis());
    }

    @Override
    public void start() {
        if (settings.insecure()) {
            log.warn("gapless.gateway.insecure is on: everybody may connect and do everything. For tests alone.");
        }
        timers.start();
        writers.start();
        loginWatch.start();
        running = true;
    }

    /** Lets nobody in from now on, tells everybody to go, and returns when they have gone or had their time to. */
    @Override
    public void stop() {
        running = false;
        new Farewell(connections, settings.shutdownSpread(), settings.closeTimeout()).say();
        attendance.settle();
        loginWatch.stop();
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

    Credentials credentials() {
        return credentials;
    }

    ChannelPolicy policy() {
        return policy;
    }

    /** Names this server, since its start, to its clients. */
    public String node() {
        return node;
    }

    InstantSource clock() {
        return clock;
    }

    /** The product and its version, as clients are told. */
    public String version() {
        return version;
    }

    /** What clients are told about pings: whole seconds, never too few. */
    long pingSeconds() {
        return (settings.pingInterval().toMillis() + 999) / 1000;
    }

    Publications publications() {
        return publications;
    }

    LongReplies longReplies() {
        return longReplies;
    }

    /** Who is in which channel. */
    public Attendance attendance() {
        return attendance;
    }

    Connecting connecting() {
        return connecting;
    }

    Subscribing subscribing() {
        return subscribing;
    }

    ServerSubscriptions serverSubscriptions() {
        return serverSubscriptions;
    }

    Publishing publishing() {
        return publishing;
    }

    Queries queries() {
        return queries;
    }

    /** All clients that are connected here, as of now. */
    public List<Session> sessions() {
        return connections.connected();
    }

    /** The connected clients of a user, as of now; of nobody in particular, if the id is empty. */
    public List<Session> sessionsOf(String user) {
        return connections.of(user);
    }

    Connections connections() {
        return connections;
    }

    Places newcomers() {
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
