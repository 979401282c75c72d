package dev.gapless.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The figures of a run, as a table that can go into src/docs/benchmarks.md. */
final class Report {
    private final List<String> lines = new ArrayList<>();
    private final long begin = System.nanoTime();

    /** Says what is going on. */
    void progress(String what) {
        System.out.printf("[%4d s] %s%n", (System.nanoTime() - begin) / 1_000_000_000L, what);
    }

    /** Adds a figure. */
    void figure(String name, String value) {
        lines.add("| " + name + " | " + value + " |");
        progress(name + ": " + value);
    }

    /** Writes everything to the console and to a file. */
    void print(Path file) throws IOException {
        StringBuilder table = new StringBuilder("\n| " + machine() + " | |\n|---|---|\n");
        lines.forEach(line -> table.append(line).append('\n'));
        System.out.println(table);
        Files.writeString(file, table);
    }

    static double loadAverage() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return "%s, %d x %s, %s %s, JDK %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }
}
