package dev.gapless.chat;

import static org.awaitility.Awaitility.await;

import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what a client would be sent, recovered or live; anything else that befalls it stands among the events. */
final class Listener implements Subscriber {
    private static final JsonMapper json = JsonMapper.shared();

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private volatile boolean subscribed;

    /** Listens to what comes after the position: "from now on" would leave open what the hub is yet to be told of. */
    static Listener to(Hub hub, String channel, StreamPosition after) {
        Listener listener = new Listener();
        hub.subscribe(channel, listener, after);
        await().until(() -> listener.subscribed);
        return listener;
    }

    List<JsonNode> received() {
        return List.copyOf(received);
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        if (recovery instanceof Recovery.Recovered recovered) {
            recovered.missed().forEach(this::published);
        } else if (recovery instanceof Recovery.StateLost lost) {
            received.add(json.valueToTree(lost.toString()));
        }
        subscribed = true;
    }

    @Override
    public void published(Publication publication) {
        if (!publication.isPosition()) {
            received.add(json.readTree(publication.data()));
        }
    }

    @Override
    public void interrupted() {
        received.add(json.valueToTree("interrupted"));
    }

    @Override
    public void unavailable() {
        received.add(json.valueToTree("unavailable"));
    }
}
