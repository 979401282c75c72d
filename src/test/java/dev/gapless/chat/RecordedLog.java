package dev.gapless.chat;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.Receipt;
import dev.gapless.hub.StreamPosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notes what is appended to the real log, once its transaction has committed, in the order of the appends: within a
 * room that is the order of commits, since whoever appends holds the room's lock.
 */
final class RecordedLog implements EventLog {
    private final EventLog log;
    private final AtomicLong appended = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Event> committed = new ConcurrentSkipListMap<>();

    RecordedLog(EventLog log) {
        this.log = log;
    }

    @Override
    public void append(Event event) {
        log.append(event);
        long place = appended.incrementAndGet();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed.put(place, event);
            }
        });
    }

    @Override
    public Receipt publish(Event event) {
        return log.publish(event);
    }

    @Override
    public StreamPosition visiblePosition() {
        return log.visiblePosition();
    }

    @Override
    public String server() {
        return log.server();
    }

    @Override
    public Set<String> servers() {
        return log.servers();
    }

    @Override
    public void heardFrom(String server) {
        log.heardFrom(server);
    }

    /** The committed events of a topic, oldest first. */
    List<Event> of(String topic) {
        return committed.values().stream()
                .filter(event -> event.topics().contains(topic))
                .toList();
    }

    /** What a user who was made for the test has been told: what stood in the topics that the user followed then. */
    List<Event> heardBy(long userId) {
        String channel = "personal:" + userId;
        Set<String> followed = new HashSet<>(Set.of("user:" + userId));
        List<Event> heard = new ArrayList<>();
        for (Event event : committed.values()) {
            event.follows().stream()
                    .filter(follow -> follow.channel().equals(channel) && follow.following())
                    .forEach(follow -> followed.add(follow.topic()));
            if (event.topics().stream().anyMatch(followed::contains)) {
                heard.add(event);
            }
            event.follows().stream()
                    .filter(follow -> follow.channel().equals(channel) && !follow.following())
                    .forEach(follow -> followed.remove(follow.topic()));
        }
        return heard;
    }
}
