package dev.gapless.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Runs the packaged server with very many clients and tells what they cost it. It ends with 1 when the server has broken
 * a promise (a message lost, twice or out of order, a state lost, a query where there must be none), with 2 when it
 * could not be run, and never because of a figure.
 */
final class LoadRun {
    private static final Logger log = System.getLogger(LoadRun.class.getName());
    private static final int MISSED = 10;
    private static final int WARM_UPS = 5;
    private static final int WARM_UP_MESSAGES = 50;
    private static final double WARM_UP_RATE = 20;
    private static final int SETTLINGS = 30;
    private static final int SETTLING_SECONDS = 2;
    private static final double SETTLED_LOAD = 0.05;
    private static final int PING_SECONDS = 30;
    private static final int CLASSES_TOLD = 12;
    private static final int FILES_BESIDES_CONNECTIONS = 500;
    private static final long PATIENCE_SECONDS = 120;
    private static final double KB = 1024;

    private final LoadOptions options;
    private final Report report;
    private final ServerProcess server;
    private final ProcessFigures figures;
    private final Database database;
    private final Author author;
    private final Tally tally;
    private final Clients clients;
    private final long[] postedAt;
    private long room;

    /**
     * What a message to one client takes.
     *
     * @param micros CPU of the server
     */
    private record Delivery(long bytes, double micros) {}

    private LoadRun(
            LoadOptions options,
            Report report,
            ServerProcess server,
            Database database,
            Author author,
            Tally tally,
            Clients clients) {
        this.options = options;
        this.report = report;
        this.server = server;
        this.figures = server.figures();
        this.database = database;
        this.author = author;
        this.tally = tally;
        this.clients = clients;
        this.postedAt = new long[mostMessages(options) + 1];
    }

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        int status = 2;
        try {
            LoadOptions options = LoadOptions.fromSystemProperties();
            endInTime(options.longestSeconds());
            status = run(options);
        } catch (Exception e) {
            log.log(Level.ERROR, "The load could not be run", e);
        }
        System.exit(status);
    }

    /** Whatever hangs, and wherever: leaving takes the server along. */
    static void endInTime(long seconds) {
        Thread.ofPlatform().name("end-in-time").daemon().start(() -> {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            System.err.println("Not over after " + seconds + " s");
            System.exit(2);
        });
    }

    private static int run(LoadOptions options) throws Exception {
        long files = ProcessFigures.ofThisProcess().mostOpenFiles();
        long needed = (long) options.connections() + FILES_BESIDES_CONNECTIONS;
        if (files < needed) {
            System.err.printf(
                    "A process may have %d open files and sockets here; %d connections need %d: see ulimit -Hn.%n",
                    files, options.connections(), needed);
            return 2;
        }
        Report report = new Report();
        report.progress("%s; load average %.1f".formatted(options, Report.loadAverage()));
        Tally tally = new Tally(mostMessages(options));
        Delivery delivery = null;
        try (ServerProcess server = ServerProcess.start(options);
                Database database = new Database(server.home());
                Author author = Author.register(server);
                Clients clients = new Clients(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        tally,
                        options.window())) {
            try {
                delivery = new LoadRun(options, report, server, database, author, tally, clients).run();
            } catch (TimeoutException | IOException e) {
                tally.broken(e.toString());
                System.err.println(server.log());
            }
        }
        if (delivery != null) {
            compare(options, report, delivery);
        }
        report.figure("load average at the end", "%.1f".formatted(Report.loadAverage()));
        report.print(options.target().resolve("load.md"));
        tally.broken().forEach(how -> System.err.println("BROKEN: " + how));
        if (tally.brokenCount() > 0) {
            System.err.println(tally.brokenCount() + " broken promises");
        }
        return tally.brokenCount() == 0 ? 0 : 1;
    }

    /** What of a delivery's CPU no server can save. Now that the server is gone, with its clients and their sockets. */
    private static void compare(LoadOptions options, Report report, Delivery delivery) throws IOException {
        double bare = BareWrites.microsPerWrite(options, delivery.bytes());
        report.figure(
                "CPU of a bare write of as many bytes",
                "%.1f us; a delivery takes %.2f times as long".formatted(bare, delivery.micros() / bare));
    }

    private static int mostMessages(LoadOptions options) {
        return WARM_UPS * (WARM_UP_MESSAGES + MISSED) + options.messages() + MISSED * options.recoveries();
    }

    private Delivery run() throws Exception {
        room = author.createRoom("Everybody");
        ConnectionToken tokens = new ConnectionToken(ServerProcess.TOKEN_SECRET);
        List<Client> all = new ArrayList<>();
        for (long user : database.addUsers(options.connections() + options.warmUpConnections(), room)) {
            all.add(new Client(user, tokens.of(user), tally, options.bytes()));
        }
        List<Client> measured = all.subList(0, options.connections());
        int before = figures.openFiles();
        warmUp(all.subList(options.connections(), all.size()));
        await("all connections of the warm-up closed", () -> openFiles() <= before + 5);
        settle();
        LiveHeap heap = figures.liveHeap();
        long resident = figures.residentBytes();
        report.figure(
                "server before", "%.0f MB heap, %.0f MB RSS".formatted(heap.bytes() / KB / KB, resident / KB / KB));

        connect(measured);
        double idle = idle();
        memory("idle subscribed connection", heap, resident);
        Delivery delivery = live(idle);
        for (int i = 1; i <= options.recoveries(); i++) {
            recover(measured, "recovery " + i);
        }
        // By then nothing is kept any more of the connections that were cut.
        TimeUnit.SECONDS.sleep(PING_SECONDS);
        memory("connection after all that", heap, resident);
        return delivery;
    }

    private void warmUp(List<Client> some) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            clients.connect(some);
            await("warm-up connections", () -> tally.live() == some.size());
            post(WARM_UP_MESSAGES, WARM_UP_RATE);
            awaitArrivals(some.size());
            clients.cutAll();
            post(MISSED, Double.MAX_VALUE);
        }
    }

    /** Waits until the compilers have done what the warm-up gave them, for a while. */
    private void settle() throws Exception {
        for (int i = 0; i < SETTLINGS; i++) {
            Meter meter = Meter.begin(figures);
            TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
            if (meter.end().serverCpu() < SETTLING_SECONDS * SETTLED_LOAD) {
                return;
            }
        }
        report.progress("The server has not come to rest after the warm-up");
    }

    private void connect(List<Client> measured) throws Exception {
        Meter meter = Meter.begin(figures);
        clients.connect(measured);
        await("connections", () -> tally.live() == measured.size());
        tell("first connect and subscribe of all", meter.end());
    }

    /** How much of the server's CPU the clients take each second by being there. */
    private double idle() throws Exception {
        Meter meter = Meter.begin(figures);
        TimeUnit.SECONDS.sleep(options.idleSeconds());
        Meter.Reading reading = meter.end();
        tell("idle", reading);
        return options.idleSeconds() == 0 ? 0 : reading.serverCpu() / reading.time();
    }

    private void tell(String name, Meter.Reading reading) {
        report.figure(name, reading.toString());
        report.progress("    the server's threads: " + reading.threads());
    }

    private void memory(String name, LiveHeap before, long resident) throws IOException, InterruptedException {
        LiveHeap heap = figures.liveHeap();
        double heapMore = heap.bytes() - before.bytes();
        double residentMore = figures.residentBytes() - resident;
        report.figure(
                name,
                "%.1f KB heap, %.1f KB RSS"
                        .formatted(heapMore / KB / options.connections(), residentMore / KB / options.connections()));
        report.progress("    bytes of each: " + heap.growth(before, options.connections(), CLASSES_TOLD));
    }

    private Delivery live(double idle) throws Exception {
        int first = tally.posted() + 1;
        long bytes = tally.bytes();
        Meter meter = Meter.begin(figures);
        post(options.messages(), options.rate());
        awaitArrivals(options.connections());
        Meter.Reading reading = meter.end();
        tell("live, %d messages".formatted(options.messages()), reading);
        long deliveries = (long) options.messages() * options.connections();
        Delivery delivery = new Delivery((tally.bytes() - bytes) / deliveries, reading.serverCpu() * 1e6 / deliveries);
        report.figure(
                "server CPU per delivery of %d bytes".formatted(delivery.bytes()),
                "%.1f us; %.1f us without what idling takes"
                        .formatted(
                                delivery.micros(), (reading.serverCpu() - idle * reading.time()) * 1e6 / deliveries));
        double[] spread = new double[options.messages()];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = (tally.lastArrival(first + i) - postedAt[first + i]) / 1e6;
        }
        Arrays.sort(spread);
        report.figure(
                "from posting until the last has it",
                "%.0f ms median, %.0f ms at most".formatted(spread[spread.length / 2], spread[spread.length - 1]));
        return delivery;
    }

    private void recover(List<Client> measured, String name) throws Exception {
        Instant cut = Instant.now();
        clients.cutAll();
        post(MISSED, Double.MAX_VALUE);
        // That they went is noted a little later; it is no part of their return.
        await(name + ": all noted as gone", () -> database.seenSince(cut) >= measured.size());
        Map<String, Long> statements = database.statementCounts();
        Meter meter = Meter.begin(figures);
        clients.connect(measured);
        await(name, () -> tally.live() == measured.size());
        awaitArrivals(measured.size());
        tell(name + ", %d missed each".formatted(MISSED), meter.end());
        Map<String, Long> more = database.statementsSince(statements);
        report.figure(
                "SQL in " + name,
                "%d".formatted(more.values().stream().mapToLong(Long::longValue).sum()));
        more.forEach((query, count) -> tally.broken(count + " times in " + name + ": " + query));
    }

    private void post(int messages, double rate) throws IOException, InterruptedException {
        Pace pace = new Pace(rate);
        for (int i = 0; i < messages; i++) {
            pace.await(i);
            int number = tally.nextNumber();
            postedAt[number] = System.nanoTime();
            author.write(room, Marker.content(number, options.bytes()));
        }
    }

    /** Everybody has the newest message: those before it have come before, or a promise was broken. */
    private void awaitArrivals(int count) throws Exception {
        int newest = tally.posted();
        await("message " + newest + " at all clients", () -> tally.arrivals(newest) >= count);
    }

    private void await(String what, BooleanSupplier condition) throws TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || tally.brokenCount() > 0 || !server.isAlive()) {
                throw new TimeoutException("Not reached: %s; %d live, message %d at %d"
                        .formatted(what, tally.live(), tally.posted(), tally.arrivals(tally.posted())));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private int openFiles() {
        try {
            return figures.openFiles();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
