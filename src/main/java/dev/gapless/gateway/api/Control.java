package dev.gapless.gateway.api;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What servers tell each other, through the log that all of them follow: the topic {@code gapless:control}, which keeps
 * nothing. So a message takes its place in the one order of all events, and each server that is up hears it once. A server
 * that starts does not hear what was said before.
 *
 * <p><b>Threads.</b> The hub's thread puts what it hears into a queue; one thread, {@code gateway-control}, reads the
 * messages and hands them on in their order. The queue is bounded. It fills only if this process has stood still for
 * long, since whoever writes has to wait for the database; what then does not fit is lost, and the log says so.
 */
final class Control implements Subscriber {
    static final String TOPIC = "gapless:control";

    private static final Logger log = LoggerFactory.getLogger(Control.class);
    private static final int MOST_WAITING = 16_384;
    private static final long PATIENCE_SECONDS = 10;
    private static final String FROM = "from";
    private static final String TO = "to";

    /** Who is told what the messages say. */
    interface Receiver {
        /**
         * A message has come. One call at a time, in the order of the log; must not wait.
         *
         * @param from the server that tells it
         */
        void received(String from, ControlMessage message);
    }

    /** What stands in one event. Kinds of messages may be added: one that cannot be read is passed over. */
    private record Letter(String from, List<RawJson> messages) {}

    private final Hub hub;
    private final EventLog events;
    private final String self;
    private final Receiver receiver;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final ThreadPoolExecutor reader;
    private volatile boolean stopped;

    Control(Hub hub, EventLog events, Receiver receiver) {
        this.hub = hub;
        this.events = events;
        this.self = events.server();
        this.receiver = receiver;
        this.reader = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().name("gateway-control").daemon().factory());
    }

    /** Listens from here on; returns when it does. */
    void start() {
        hub.subscribe(TOPIC, this, null);
        try {
            if (!listening.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("What other servers tell is not heard yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped = true;
        hub.unsubscribe(TOPIC, this, () -> {});
        reader.shutdownNow();
    }

    /**
     * Tells all servers, this one included, something that each has to do. Returns when it stands in the log and has been
     * done here, or at least has been begun if that takes longer.
     *
     * @throws RuntimeException as {@link EventLog#publish}
     */
    void order(ControlMessage message) {
        events.publish(event(List.of(message), Map.of()));
        // By now the hub has handed it over, so whatever is put into the queue now comes after it.
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            reader.execute(() -> done.complete(null));
            done.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (RejectedExecutionException full) {
            log.debug("Nobody waits for an order to be carried out");
        }
    }

    /**
     * Tells the other servers.
     *
     * @throws RuntimeException as {@link EventLog#publish}
     */
    void tellOthers(List<ControlMessage> messages) {
        events.publish(event(messages, Map.of(FROM, self)));
    }

    /**
     * Tells one other server.
     *
     * @throws RuntimeException as {@link EventLog#publish}
     */
    void tell(String server, List<ControlMessage> messages) {
        events.publish(event(messages, Map.of(FROM, self, TO, server)));
    }

    private Event event(List<ControlMessage> messages, Map<String, String> tags) {
        List<RawJson> texts = messages.stream()
                .map(message -> new RawJson(ApiJson.write(message)))
                .toList();
        return Event.of(List.of(TOPIC), ApiJson.write(new Letter(self, texts))).withTags(tags);
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        listening.countDown();
    }

    @Override
    public void published(Publication publication) {
        Map<String, String> tags = publication.tags();
        boolean mine = self.equals(tags.get(FROM));
        boolean anothers = !self.equals(tags.getOrDefault(TO, self));
        if (mine || anothers) {
            return;
        }
        try {
            reader.execute(() -> read(publication.data()));
        } catch (RejectedExecutionException full) {
            if (!stopped) {
                log.error("Too much was told by servers at once; some of it is lost");
            }
        }
    }

    private void read(byte[] data) {
        try {
            Letter letter = ApiJson.read(Letter.class, data);
            events.heardFrom(letter.from());
            letter.messages().forEach(message -> read(letter.from(), message));
        } catch (Malformed e) {
            log.debug("Not a message of a server: {}", e.getMessage());
        }
    }

    private void read(String from, RawJson text) {
        try {
            receiver.received(from, ApiJson.read(ControlMessage.class, text.bytes()));
        } catch (Malformed e) {
            log.warn("A message of server {} is not understood: {}", from, e.getMessage());
        } catch (RuntimeException e) {
            log.error("A message of server {} could not be heeded", from, e);
        }
    }

    /** The order of events has begun anew. What was told in between is lost, as for a server that starts. */
    @Override
    public void interrupted() {
        hub.subscribe(TOPIC, this, null);
    }

    @Override
    public void unavailable() {
        hub.subscribe(TOPIC, this, null);
    }
}
