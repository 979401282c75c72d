package dev.gapless.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Users with rooms, as the benchmarks need them: {@code personal:N} follows {@code user:N} and some rooms. */
final class Crowd implements FollowLoader {
    static final StreamPosition BEGINNING = new StreamPosition(1_000, "e");
    static final int HISTORY_SIZE = 300;

    /** Of the shape and about the length of what a message in a room becomes. */
    private static final byte[] MESSAGE = """
            {"type":"message_added","body":{"id":12345,"content":"%s","user":{"id":42,"username":"alice"},\
            "room":{"id":7,"version":1234,"bumped_at":"2026-11-20T10:00:00.123456Z"},\
            "created_at":"2026-11-20T10:00:00.123456Z"}}""".formatted("x".repeat(100)).getBytes(StandardCharsets.UTF_8);

    private final int roomsPerUser;

    /** @param roomsPerUser everybody follows {@code room:0} and up to so many */
    Crowd(int roomsPerUser) {
        this.roomsPerUser = roomsPerUser;
    }

    static HubSettings settings() {
        return new HubSettings(HISTORY_SIZE, Duration.ofMinutes(10), 4 << 20, 256 << 20);
    }

    static Publication publication(long offset, long timeMillis) {
        return new Publication(offset, timeMillis, MESSAGE);
    }

    static String channel(int user) {
        return "personal:" + user;
    }

    static String room(int number) {
        return "room:" + number;
    }

    @Override
    public Map<String, Set<String>> load(Set<String> channels) {
        Map<String, Set<String>> follows = new HashMap<>();
        for (String channel : channels) {
            String[] topics = new String[roomsPerUser + 1];
            topics[0] = channel.replace("personal:", "user:");
            for (int i = 0; i < roomsPerUser; i++) {
                topics[i + 1] = room(i);
            }
            follows.put(channel, Set.of(topics));
        }
        return follows;
    }

    /** Takes publications as cheaply as can be, so that the figures are the hub's own. */
    static final class Receiver implements Subscriber {
        private long position = -1;
        private long received;
        private int recovered;

        long received() {
            return received;
        }

        /** How many publications the last subscribe recovered; -1 if its state was lost. */
        int recovered() {
            return recovered;
        }

        boolean isSubscribed() {
            return position >= 0;
        }

        @Override
        public void subscribed(StreamPosition where, Recovery recovery) {
            position = where.offset();
            if (recovery instanceof Recovery.Recovered missed) {
                recovered = missed.missed().size();
            } else {
                recovered = recovery instanceof Recovery.NotAsked ? 0 : -1;
            }
        }

        @Override
        public void published(Publication publication) {
            position = publication.offset();
            received++;
        }

        @Override
        public void interrupted() {
            throw new IllegalStateException("interrupted");
        }

        @Override
        public void unavailable() {
            throw new IllegalStateException("unavailable");
        }
    }
}
