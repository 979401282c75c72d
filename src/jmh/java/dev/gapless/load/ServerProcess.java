package dev.gapless.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The packaged server in a JVM of its own, on an embedded PostgreSQL in a directory of its own. Both are gone at the
 * end, however that comes.
 */
final class ServerProcess implements AutoCloseable {
    static final String TOKEN_SECRET = "only-for-the-load-run-on-loopback";

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final Path home;
    private final int port;
    private final Thread atExit = new Thread(this::end, "stop-server");

    private ServerProcess(Process process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a server and waits until it is healthy. */
    static ServerProcess start(LoadOptions options) throws IOException, InterruptedException {
        Path jar = options.target().resolve("gapless.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing: run ./mvnw package first");
        }
        Path home = newHome(options.target());
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options.jvm());
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--gapless.home=" + home,
                "--gapless.demo=false",
                "--gapless.rate-limit.enabled=false",
                "--gapless.token.secret=" + TOKEN_SECRET,
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--spring.main.banner-mode=off"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("server.log").toFile())
                .start();
        ServerProcess server = new ServerProcess(process, home, port);
        try {
            server.awaitHealth();
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** The program that runs us. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Path home() {
        return home;
    }

    int port() {
        return port;
    }

    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what the server has printed. */
    String log() throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("server.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private void awaitHealth() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_NANOS;
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(uri("/actuator/health")).build();
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    if (http.send(health, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException notListening) {
                    // not yet
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IOException("The server did not become healthy:\n" + log());
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // it runs already
        }
    }

    private synchronized void end() {
        try {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            endDatabase();
            delete(home);
        } catch (IOException | InterruptedException e) {
            System.err.println("The server in " + home + " could not be cleared away: " + e);
        }
    }

    /** A server that was killed, by us or by others, leaves its database running. */
    private void endDatabase() throws IOException {
        Path pidFile = home.resolve("postgres/postmaster.pid");
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                    .filter(ProcessHandle::destroy)
                    .ifPresent(database -> database.onExit().join());
        }
    }

    private static Path newHome(Path target) throws IOException {
        Path home = Files.createTempDirectory("gapless-load-");
        // Unpacking PostgreSQL takes seconds; another run may have done it already.
        try (Stream<Path> built = Files.list(target)) {
            for (Path programs : built.filter(it -> it.getFileName().toString().startsWith("postgresql-"))
                    .toList()) {
                Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
            }
        }
        return home;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
