package dev.gapless.load;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a heap is reachable.
 *
 * @param bytes all of it
 * @param byClass the same for each class
 */
record LiveHeap(long bytes, Map<String, Long> byClass) {
    /** A line of a class histogram: rank, instances, bytes and name. */
    private static final int FIELDS = 4;

    /** Reads what {@code jcmd GC.class_histogram} prints. */
    static LiveHeap parse(String histogram) {
        Map<String, Long> byClass = new HashMap<>();
        long bytes = 0;
        for (String line : histogram.lines().toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= FIELDS && fields[0].endsWith(":") && Character.isDigit(fields[0].charAt(0))) {
                byClass.merge(fields[3], Long.parseLong(fields[2]), Long::sum);
                bytes += Long.parseLong(fields[2]);
            }
        }
        if (byClass.isEmpty()) {
            throw new IllegalArgumentException("not a class histogram: " + histogram);
        }
        return new LiveHeap(bytes, byClass);
    }

    /** The classes that have grown most, each with bytes for one of so many connections; for people. */
    String growth(LiveHeap before, int connections, int most) {
        List<String> grown = byClass.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        (entry.getValue() - before.byClass.getOrDefault(entry.getKey(), 0L)) / connections))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
        return String.join(", ", grown);
    }
}
