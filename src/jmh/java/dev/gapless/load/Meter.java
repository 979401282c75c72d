package dev.gapless.load;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Time, and CPU of the server and of the clients, from its beginning to its end. */
final class Meter {
    private static final int THREADS_TOLD = 6;
    private static final double WORTH_TELLING_SECONDS = 0.05;

    private final ProcessFigures server;
    private final ProcessFigures clients = ProcessFigures.ofThisProcess();
    private final Map<String, Double> threads;
    private final double serverAtBegin;
    private final double clientsAtBegin;
    private final long begin;

    private Meter(ProcessFigures server) throws IOException {
        this.server = server;
        threads = server.cpuSecondsByThread();
        serverAtBegin = server.cpuSeconds();
        clientsAtBegin = clients.cpuSeconds();
        begin = System.nanoTime();
    }

    /**
     * What was measured, in seconds.
     *
     * @param threads the server's busiest, for people
     */
    record Reading(double time, double serverCpu, double clientsCpu, String threads) {
        @Override
        public String toString() {
            return "%.2f s; CPU %.2f s server, %.2f s clients".formatted(time, serverCpu, clientsCpu);
        }
    }

    static Meter begin(ProcessFigures server) throws IOException {
        return new Meter(server);
    }

    Reading end() throws IOException {
        double time = (System.nanoTime() - begin) / 1e9;
        return new Reading(
                time, server.cpuSeconds() - serverAtBegin, clients.cpuSeconds() - clientsAtBegin, busiestThreads());
    }

    private String busiestThreads() throws IOException {
        Map<String, Double> since = server.cpuSecondsByThread();
        since.replaceAll((name, seconds) -> seconds - threads.getOrDefault(name, 0.0));
        List<String> busiest = since.entrySet().stream()
                .filter(thread -> thread.getValue() >= WORTH_TELLING_SECONDS)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(THREADS_TOLD)
                .map(thread -> "%s %.2f s".formatted(thread.getKey(), thread.getValue()))
                .toList();
        return String.join(", ", busiest);
    }
}
