package dev.gapless.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * What a replication slot is known to be.
 *
 * @param database the database it belongs to
 * @param plugin its output plugin
 * @param confirmed the place from which on it has commits for us
 * @param lost whether PostgreSQL has given up the WAL that it needs
 */
record ReplicationSlot(String database, String plugin, long confirmed, boolean lost) {
    private static final int LONGEST_NAME = 63;

    boolean isFor(String database) {
        return this.database.equals(database) && plugin.equals("pgoutput");
    }

    /** The name of a server's slot: of what PostgreSQL allows in one, and different for long names that begin alike. */
    static String nameFor(String nodeId) {
        String name = "gapless_" + nodeId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(nodeId.getBytes(StandardCharsets.UTF_8));
        String suffix = "_" + HexFormat.of().toHexDigits((int) checksum.getValue());
        return name.substring(0, LONGEST_NAME - suffix.length()) + suffix;
    }
}
