package dev.gapless.gateway.api;

/**
 * One server, in numbers.
 *
 * @param uid names this run of the server; {@code name} also the next
 * @param uptime in seconds
 */
record ServerInfo(
        String uid,
        String name,
        String version,
        int numClients,
        int numUsers,
        int numChannels,
        int numSubs,
        long uptime,
        Usage process) {

    /**
     * What its process uses.
     *
     * @param cpu the share of the machine's processors that it has lately used, in percent
     * @param rss what it takes of the machine's memory, in bytes; 0 if that cannot be known
     */
    record Usage(double cpu, long rss) {}
}
