package dev.gapless.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        return cpuSeconds(Files.readString(path("stat")));
    }

    /** The same for each name of threads that live; names without numbers, so that those of a pool are one. */
    Map<String, Double> cpuSecondsByThread() throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        try (Stream<Path> threads = Files.list(path("task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String stat = Files.readString(thread.resolve("stat"));
                    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                    seconds.merge(name.replaceAll("[-#]*\\d+-?", ""), cpuSeconds(stat), Double::sum);
                } catch (NoSuchFileException ended) {
                    // and what it took is not told
                }
            }
        }
        return seconds;
    }

    private static double cpuSeconds(String stat) {
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

    /** What of a JVM's heap is reachable: it collects its garbage for that. */
    LiveHeap liveHeap() throws IOException, InterruptedException {
        return LiveHeap.parse(jcmd("GC.class_histogram"));
    }

    /** What a JVM answers to a diagnostic command. */
    String jcmd(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid));
        builder.command().addAll(List.of(arguments));
        Process jcmd = builder.redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
