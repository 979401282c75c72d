package dev.gapless.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process of this machine takes, by Linux's {@code /proc}. */
record ProcessFigures(long pid) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    static ProcessFigures ofThisProcess() {
        return new ProcessFigures(ProcessHandle.current().pid());
    }

    /** User and kernel time since it began, in seconds; exact to a hundredth. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(path("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** Resident memory in bytes. */
    long residentBytes() throws IOException {
        return number(path("status"), "VmRSS:") * 1024;
    }

    /** How many files and sockets it has open. */
    int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(path("fd"))) {
            return Math.toIntExact(files.count());
        }
    }

    /** How many files and sockets it may have open. */
    long mostOpenFiles() throws IOException {
        return number(path("limits"), "Max open files");
    }

    /** What of a JVM's heap is reachable, in bytes: it collects its garbage for that. */
    long liveHeapBytes() throws IOException, InterruptedException {
        String[] total = jcmd("GC.class_histogram")
                .lines()
                .reduce("", (before, line) -> line)
                .strip()
                .split("\\s+", -1);
        if (total.length != 3 || !total[0].equals("Total")) {
            throw new IOException("not the end of a class histogram: " + String.join(" ", total));
        }
        return Long.parseLong(total[2]);
    }

    /** What a JVM answers to a diagnostic command. */
    String jcmd(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid));
        builder.command().addAll(java.util.List.of(arguments));
        Process jcmd = builder.redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd failed: " + answer);
        }
        return answer;
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split("\\s+", -1)[0]);
            }
        }
        throw new IOException(name + " is missing in " + file);
    }

    private Path path(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
