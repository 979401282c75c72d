package dev.gapless.chat;

import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A {@link Device} on its user's personal channel, which may go away and come back. */
final class Tab implements Subscriber {
    private static final JsonMapper json = JsonMapper.shared();

    private final Hub hub;
    private final String channel;
    private final Device device;
    private final List<String> mishaps = new ArrayList<>();
    private StreamPosition position;
    private boolean here;

    /** @param state the answer of {@code GET /api/sync} */
    Tab(Hub hub, JsonNode state) {
        this.hub = hub;
        channel = Topics.personal(state.get("me").get("id").longValue());
        device = new Device(state);
        JsonNode at = state.get("position");
        position =
                new StreamPosition(at.get("offset").longValue(), at.get("epoch").stringValue());
        comeOrGo();
    }

    /** Comes back to where it was, or goes away; returns when it has. */
    void comeOrGo() {
        here = !here;
        if (here) {
            hub.subscribe(channel, this, position());
            return;
        }
        CountDownLatch gone = new CountDownLatch(1);
        hub.unsubscribe(channel, this, gone::countDown);
        try {
            if (!gone.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("still subscribed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isHere() {
        return here;
    }

    private synchronized StreamPosition position() {
        return position;
    }

    synchronized List<JsonNode> rooms() {
        return device.rooms();
    }

    /** What should not have happened to it. */
    synchronized List<String> mishaps() {
        return List.copyOf(mishaps);
    }

    @Override
    public synchronized void subscribed(StreamPosition now, Recovery recovery) {
        if (recovery instanceof Recovery.Recovered recovered) {
            recovered.missed().forEach(this::published);
            position = now;
        } else {
            mishaps.add(recovery.toString());
        }
    }

    @Override
    public synchronized void published(Publication publication) {
        try {
            if (!publication.isPosition()) {
                device.apply(json.readTree(publication.data()));
            }
        } catch (RuntimeException | AssertionError e) {
            mishaps.add(e.toString());
        }
        position = new StreamPosition(publication.offset(), position.epoch());
    }

    @Override
    public synchronized void interrupted() {
        mishaps.add("interrupted");
    }

    @Override
    public synchronized void unavailable() {
        mishaps.add("unavailable");
    }
}
