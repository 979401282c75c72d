package dev.gapless.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs PostgreSQL's programs: initdb, and pg_ctl to start and stop a server.
 *
 * <p>PostgreSQL refuses to run as root. On Linux root may put on another user by entering a user namespace, which is
 * what {@code unshare -U} does; files stay owned by root outside of it.
 */
final class EmbeddedPrograms {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPrograms.class);
    private static final int START_SECONDS = 300; // a crash recovery may have much to do
    private static final int FAST_STOP_SECONDS = 20;
    private static final int IMMEDIATE_STOP_SECONDS = 20;

    private final Path installation;
    private final Path home;

    /**
     * @param installation the directory that holds {@code bin}
     * @param home where logs go
     */
    EmbeddedPrograms(Path installation, Path home) {
        this.installation = installation;
        this.home = home;
    }

    /** Makes a data directory: text is UTF-8 and sorts by code point, the same on every machine. */
    void initdb(Path data, String user, Path passwordFile) {
        run(
                "Cannot create a database in " + home + ".",
                START_SECONDS,
                "initdb",
                "--pgdata=" + data,
                "--username=" + user,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }

    /** Starts the server and waits until it accepts connections. */
    void start(Path data) {
        run(
                "The embedded PostgreSQL does not start.",
                START_SECONDS + 10,
                "pg_ctl",
                "start",
                "--pgdata=" + data,
                "--log=" + logFile(),
                "--wait",
                "--timeout=" + START_SECONDS);
    }

    /** Stops the server if one runs: first with regard for its connections' clean end, then without. */
    void stop(Path data) {
        if (!Files.exists(data.resolve("postmaster.pid"))) {
            return;
        }
        try {
            stop(data, "fast", FAST_STOP_SECONDS);
        } catch (DatabaseFailure e) {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                stop(data, "immediate", IMMEDIATE_STOP_SECONDS);
            }
        }
    }

    private void stop(Path data, String mode, int seconds) {
        run(
                "The embedded PostgreSQL does not stop.",
                seconds + 10,
                "pg_ctl",
                "stop",
                "--pgdata=" + data,
                "--mode=" + mode,
                "--wait",
                "--timeout=" + seconds);
    }

    /**
     * Stops the server that a killed predecessor has left behind. To be called by the holder of the home's lock only. A
     * process that is not the PostgreSQL of this directory is let alone, whatever the pid file says.
     */
    void stopOrphan(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> process = Files.readString(pidFile)
                .lines()
                .findFirst()
                .map(line -> Long.parseLong(line.strip()))
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return; // PostgreSQL itself replaces the pid file of a dead process
        }
        if (isServerOf(process.get().info(), data)) {
            log.info(
                    "Stopping the PostgreSQL (pid {}) that a killed server has left behind",
                    process.get().pid());
            stop(data);
        } else { // the number has passed to someone else, and PostgreSQL would take that one for itself
            Files.delete(pidFile);
        }
    }

    /** A process that shows no command is another user's, or dead and merely not yet collected by its parent. */
    private static boolean isServerOf(ProcessHandle.Info info, Path data) {
        boolean postgres = info.command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .filter(program -> program.startsWith("postgres"))
                .isPresent();
        boolean here = info.arguments()
                .map(arguments -> Arrays.stream(arguments).anyMatch(data.toString()::equals))
                .orElse(true); // Windows does not tell
        return postgres && here;
    }

    void requireSameMajorVersion(Path data) throws IOException {
        String ofData = Files.readString(data.resolve("PG_VERSION")).strip();
        String ofPrograms = run("PostgreSQL's programs do not run here.", 10, "pg_ctl", "--version")
                .replaceFirst("(?s).*?([0-9]+)[.0-9a-z]*\\s*$", "$1");
        if (!ofData.equals(ofPrograms)) {
            throw new DatabaseFailure(
                    "The database in " + data + " was made by PostgreSQL " + ofData + ", and this is " + ofPrograms
                            + ".",
                    "Start the version of Gapless that made it and dump it with pg_dump, move the directory away,"
                            + " start this version and restore the dump.");
        }
    }

    private String run(String failure, int seconds, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(installation.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = home.resolve(program + ".out"); // a pipe would stay open as long as the server runs
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(output).strip();
            if (!ended || process.exitValue() != 0) {
                throw new DatabaseFailure(
                        failure + "\n\n" + (ended ? said : said + "\n(not done after " + seconds + " s)"),
                        advice(said));
            }
            Files.delete(output);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + program + " was running", e);
        }
    }

    private String advice(String said) {
        if (said.contains("unshare")) {
            return "PostgreSQL does not run as root: start Gapless as another user,"
                    + " or configure a PostgreSQL server with spring.datasource.url.";
        }
        String elsewhere = " Or configure a PostgreSQL server of your own with spring.datasource.url.";
        return Files.exists(logFile())
                ? "Look into " + logFile() + "." + elsewhere
                : "See above what PostgreSQL says." + elsewhere;
    }

    private Path logFile() {
        return home.resolve("postgres.log");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) { // not Linux, and not needed there
            return false;
        }
    }
}
