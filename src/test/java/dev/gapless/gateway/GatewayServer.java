package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.account.LoginEnds;
import dev.gapless.account.SessionsEnded;
import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.Retentions;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.ChannelRetentions;
import dev.gapless.gateway.channel.ChannelSettings;
import dev.gapless.gateway.channel.Namespaces;
import dev.gapless.gateway.token.TestTokens;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.gateway.transport.Endpoints;
import dev.gapless.gateway.transport.SlowRequests;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Hub;
import dev.gapless.hub.HubSettings;
import dev.gapless.hub.Retention;
import dev.gapless.hub.StreamPosition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.web.HttpRequestHandler;

/**
 * The gateway and a hub on a Jetty of their own, on an ephemeral port: everything but Spring's application and the
 * database. {@code personal:N} follows {@code user:N} and {@code room:1}.
 */
public final class GatewayServer implements AutoCloseable {
    static final String EPOCH = "7-1";
    private static final long PATIENCE_SECONDS = 60;
    private static final StreamPosition BASE = new StreamPosition(1_000, EPOCH);
    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    final GatewaySettings settings;
    public final SettableClock clock = new SettableClock();
    public final Follows follows = new Follows();
    final Hub hub;
    final StraightLog log;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Tokens tokens;
    public final Gateway gateway;

    /** What the database knows of ended logins, and how often it was asked. */
    final List<LoginEnds.Ended> ends = new CopyOnWriteArrayList<>();

    final AtomicInteger endsRead = new AtomicInteger();
    private final Server server = new Server(new InetSocketAddress("localhost", 0));
    private final AtomicLong passed = new AtomicLong();
    private volatile long stoppedAt;
    private volatile boolean stopped;

    /**
     * A gateway with the default settings except for those given as name and value in turn, which stops at once and does
     * not ping. Names that begin with {@code token.} are settings of the tokens.
     */
    public static GatewayServer start(String... settings) throws Exception {
        GatewayServer started = new GatewayServer(Duration.ofMinutes(10), settings);
        started.hub.begin(BASE);
        started.gateway.start();
        return started;
    }

    /** @param historyTtl of the messenger's own topics */
    GatewayServer(Duration historyTtl, String... settings) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("gapless.gateway.shutdown-spread", "0s");
        properties.put("gapless.gateway.ping-interval", "20000h"); // more than any test lets pass
        for (int i = 0; i < settings.length; i += 2) {
            String prefix = settings[i].startsWith("token.") ? "gapless." : "gapless.gateway.";
            properties.put(prefix + settings[i], settings[i + 1]);
        }
        Binder binder = new Binder(new MapConfigurationPropertySource(properties));
        this.settings = binder.bindOrCreate("gapless.gateway", GatewaySettings.class);
        Namespaces namespaces = new Namespaces(
                binder.bindOrCreate("gapless.gateway", ChannelSettings.class),
                new Retention(300, historyTtl),
                this.settings.channelNameLength());
        Retentions retentions = new ChannelRetentions(namespaces, own(new Retention(300, historyTtl)));
        hub = new Hub(new HubSettings(300, retentions.longest(), 4 << 20, 256 << 20, retentions::of), follows, clock);
        log = new StraightLog(hub, clock, BASE);
        tokens = new Tokens(
                KEY,
                binder.bindOrCreate("gapless.token", TokenSettings.class),
                this.settings.tokenTtl(),
                Duration.ofSeconds(PATIENCE_SECONDS),
                clock);
        ChannelPolicy policy = new ChannelPolicy(namespaces, this.settings.insecure());
        gateway = new Gateway(
                this.settings,
                hub,
                tokens,
                policy,
                new Publishing(log, policy, follows::topicOf),
                this::knownEnds,
                meters,
                clock,
                timers());
        ServletContextHandler context = new ServletContextHandler("/");
        new Endpoints(gateway).byPath().forEach((path, handler) -> {
            ServletHolder servlet = new ServletHolder(new EndpointServlet(handler));
            servlet.setAsyncSupported(true);
            context.addServlet(servlet, path);
        });
        server.setHandler(context);
        new SlowRequests(gateway).watch(server);
        server.start();
    }

    private static Retentions own(Retention retention) {
        return new Retentions() {
            @Override
            public Retention of(String topic) {
                return topic.startsWith("here:") ? Retention.NONE : retention;
            }

            @Override
            public Duration longest() {
                return retention.ttl();
            }
        };
    }

    private Timers timers() {
        return new Timers(() -> TimeUnit.NANOSECONDS.toMillis(stopped ? stoppedAt : System.nanoTime()) + passed.get());
    }

    /** From now on no time passes, however busy the machine is, but what the test lets pass. */
    public void stopTime() {
        clock.stop();
        stoppedAt = System.nanoTime();
        stopped = true;
    }

    /** Lets time pass: for what looks at the clock, and for what waits. All alarms that are due by then have rung. */
    public void pass(Duration time) throws InterruptedException {
        clock.advance(time);
        passed.addAndGet(time.toMillis());
        if (gateway.timers().isRunning()) {
            awaitAlarm(); // with all that are due
            awaitAlarm(); // after them
        }
    }

    private void awaitAlarm() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        gateway.after(Duration.ZERO, rung::countDown);
        if (stopped) {
            passed.addAndGet(Timers.TICK);
        }
        if (!rung.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no alarm rings");
        }
    }

    private LoginEnds.Known knownEnds() {
        endsRead.incrementAndGet();
        StreamPosition position = position();
        try {
            position = hub.position();
        } catch (IllegalStateException e) {
            // the hub has yet to hear of the order that begins at our first offset
        }
        return new LoginEnds.Known(position, List.copyOf(ends));
    }

    /** Writes down that a login ended, without telling anybody. */
    void endSilently(long user, String login) {
        ends.add(new LoginEnds.Ended(new SessionsEnded(user, login), clock.instant()));
    }

    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    public URI uri() {
        return URI.create("ws://localhost:" + port() + "/connection/websocket");
    }

    /** Publishes to topics; the offset. */
    public long publish(String data, String... topics) {
        return log.place(Event.of(List.of(topics), data.getBytes(UTF_8)));
    }

    /** A channel follows a topic no more. */
    void unfollow(String channel, String topic) {
        log.place(new Event(List.of("gapless:test"), List.of(new Follow(channel, topic, false)), "1".getBytes(UTF_8)));
    }

    public StreamPosition position() {
        return log.position();
    }

    /** A token that someone made who knows the secret; {@code $7} in it is the time seven seconds from now. */
    String signed(String claims) {
        long now = clock.millis() / 1000;
        return TestTokens.signed(
                KEY,
                Pattern.compile("\\$(-?[0-9]+)")
                        .matcher(claims)
                        .replaceAll(seconds -> Long.toString(now + Long.parseLong(seconds.group(1)))));
    }

    public String token(long user) {
        return token(user, "login-" + user);
    }

    public String token(long user, String login) {
        return tokens.forConnection(new UserPrincipal(user, "user" + user, login));
    }

    /** How many connections are open. */
    public int connections() {
        return gateway.connections().size();
    }

    /** How many users are connected. */
    public int users() {
        return gateway.connections().users();
    }

    /** How many connections have not said who they are. */
    public int newcomers() {
        return gateway.newcomers().size();
    }

    /** How often clients have been disconnected with a code, or 0 for having left by themselves. */
    public double disconnects(int code) {
        return meters.counter("gapless.disconnects", "code", Integer.toString(code))
                .count();
    }

    @Override
    public void close() {
        gateway.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
        hub.close();
    }

    /** What channels follow; asking can be made to wait. */
    public static final class Follows implements dev.gapless.hub.FollowLoader {
        /** How the name of a channel ends of which nothing can be told. */
        static final String BROKEN = "-broken";

        private boolean open = true;
        private boolean failing;

        synchronized void fail(boolean fails) {
            failing = fails;
        }

        public synchronized void hold() {
            open = false;
        }

        public synchronized void release() {
            open = true;
            notifyAll();
        }

        @Override
        public String topicOf(String channel) {
            if (channel.endsWith(BROKEN)) {
                throw new IllegalStateException("as the test asked");
            }
            return channel.startsWith("room:") ? "here:" + channel.substring("room:".length()) : channel;
        }

        @Override
        public synchronized Map<String, Set<String>> load(Set<String> channels) {
            try {
                while (!open) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failing) {
                throw new IllegalStateException("as the test asked");
            }
            Map<String, Set<String>> loaded = new HashMap<>();
            for (String channel : channels) {
                Set<String> topics = new HashSet<>();
                if (channel.startsWith("personal:")) {
                    topics.add("user:" + channel.substring("personal:".length()));
                    topics.add("room:1");
                } else {
                    topics.add(topicOf(channel));
                }
                loaded.put(channel, topics);
            }
            return loaded;
        }
    }

    public static final class SettableClock implements InstantSource {
        private final AtomicLong ahead = new AtomicLong();
        private volatile @Nullable Instant stopped;

        private void stop() {
            stopped = Instant.now();
        }

        void advance(Duration by) {
            ahead.addAndGet(by.toMillis());
        }

        @Override
        public Instant instant() {
            Instant end = stopped;
            return (end == null ? Instant.now() : end).plusMillis(ahead.get());
        }
    }

    private static final class EndpointServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient HttpRequestHandler handler;

        EndpointServlet(HttpRequestHandler handler) {
            this.handler = handler;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            handler.handleRequest(request, response);
        }
    }
}
