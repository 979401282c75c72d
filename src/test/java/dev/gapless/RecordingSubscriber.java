package dev.gapless;

import static org.awaitility.Awaitility.await;

import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears what is published in one channel of the hub from here on. */
public final class RecordingSubscriber implements Subscriber {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean subscribed;

    /** Subscribes, and returns when the subscription stands. */
    public static RecordingSubscriber to(Hub hub, String channel) {
        RecordingSubscriber subscriber = new RecordingSubscriber();
        hub.subscribe(channel, subscriber, null);
        await().until(() -> subscriber.subscribed);
        return subscriber;
    }

    /** What has been heard when a publication that contains this text has come. */
    public List<String> until(String text) {
        await().until(() -> heard.stream().anyMatch(data -> data.contains(text)));
        return List.copyOf(heard);
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        subscribed = true;
    }

    @Override
    public void published(Publication publication) {
        heard.add(new String(publication.data(), StandardCharsets.UTF_8));
    }

    @Override
    public void interrupted() {
        heard.add("interrupted");
    }

    @Override
    public void unavailable() {
        heard.add("unavailable");
    }
}
