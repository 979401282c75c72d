package dev.gapless.load;

import java.nio.file.Path;
import java.util.List;

/**
 * What is run, from system properties {@code load.*}.
 *
 * @param connections clients, each a user of its own
 * @param messages how many are posted to all of them at a steady pace
 * @param rate how many of these a second
 * @param bytes the length of a message's content
 * @param idleSeconds how long the clients are watched doing nothing
 * @param recoveries how often all are cut off and come back
 * @param window how many connections are being made at the same time, at most
 * @param jvm options of the server's JVM
 * @param target where Maven has built the server
 */
record LoadOptions(
        int connections,
        int messages,
        double rate,
        int bytes,
        int idleSeconds,
        int recoveries,
        int window,
        List<String> jvm,
        Path target) {
    /** Loopback has so many client ports for one server port, with those that were just cut off. */
    private static final int MOST_CONNECTIONS = 20_000;

    static LoadOptions fromSystemProperties() {
        String jvm = System.getProperty("load.jvm", "").strip();
        LoadOptions options = new LoadOptions(
                Integer.getInteger("load.connections", 10_000),
                Integer.getInteger("load.messages", 60),
                Double.parseDouble(System.getProperty("load.rate", "2")),
                Integer.getInteger("load.bytes", 200),
                Integer.getInteger("load.idle", 60),
                Integer.getInteger("load.recoveries", 3),
                Integer.getInteger("load.window", 500),
                jvm.isEmpty() ? List.of() : List.of(jvm.split("\\s+", -1)),
                Path.of(System.getProperty("load.target", "target")).toAbsolutePath());
        require(options.connections >= 1 && options.connections <= MOST_CONNECTIONS, "connections: 1 to 20000");
        require(options.messages >= 1, "messages: at least 1");
        require(options.rate > 0, "rate: more than 0");
        require(options.bytes >= Marker.LENGTH && options.bytes <= 1_000, "bytes: 10 to 1000");
        require(options.idleSeconds >= 0 && options.recoveries >= 0, "idle, recoveries: not negative");
        require(options.window >= 1, "window: at least 1");
        return options;
    }

    /** How many other users warm the server up before anything is measured. */
    int warmUpConnections() {
        return Math.min(connections, 2_000);
    }

    /** The time by which a run of this size is over if all is well, in seconds. */
    long longestSeconds() {
        return 600 + idleSeconds + (long) (2 * messages / rate) + 60L * recoveries + connections / 20;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("load." + rule);
        }
    }
}
