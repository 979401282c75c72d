package dev.gapless.gateway;

import dev.gapless.account.LoginEnds;
import dev.gapless.account.SessionsEnded;
import dev.gapless.hub.Hub;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import dev.gapless.protocol.Disconnect;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears that logins end, and disconnects the sessions that were made with them.
 *
 * <p>What ended before the watch began, and what it may have missed when its place was lost, it reads from the database,
 * with a position to go on from. The first time it does so before any client is let in.
 */
final class LoginWatch implements Subscriber, Timers.Timed {
    private static final Logger log = LoggerFactory.getLogger(LoginWatch.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final long RETRY = 1_000;

    private final Hub hub;
    private final Connections connections;
    private final EndedLogins ended;
    private final Supplier<LoginEnds.Known> source;
    private final Writers writers;
    private final Timers timers;

    /** Up to where all ends are known; null when they have to be read anew. The hub's thread writes it. */
    private volatile @Nullable StreamPosition seen;

    private volatile boolean stopped;

    /** @param source reads what has ended lately; may wait, and throws when it cannot */
    LoginWatch(
            Hub hub,
            Connections connections,
            EndedLogins ended,
            Supplier<LoginEnds.Known> source,
            Writers writers,
            Timers timers) {
        this.hub = hub;
        this.connections = connections;
        this.ended = ended;
        this.source = source;
        this.writers = writers;
        this.timers = timers;
    }

    /** @throws RuntimeException when what has ended cannot be read: better no server than one that lets them in */
    void start() {
        stopped = false;
        load();
    }

    void stop() {
        stopped = true;
        hub.unsubscribe(SessionsEnded.TOPIC, this, () -> {});
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        switch (recovery) {
            case Recovery.Recovered recovered -> {
                recovered.missed().forEach(this::published);
                seen = position;
            }
            case Recovery.NotAsked notAsked -> lost();
            case Recovery.StateLost stateLost -> lost();
        }
    }

    /** Something may have been missed; what comes from now on is heard. */
    private void lost() {
        seen = null;
        timers.set(this, timers.now());
    }

    private void load() {
        LoginEnds.Known known = source.get();
        for (LoginEnds.Ended end : known.ends()) {
            SessionsEnded what = end.what();
            ended(
                    Long.toString(what.user()),
                    what.session() == null ? "" : what.session(),
                    what.except() == null ? "" : what.except(),
                    end.at().toEpochMilli());
        }
        hub.subscribe(SessionsEnded.TOPIC, this, known.position());
    }

    private void loadAgain() {
        try {
            load();
        } catch (RuntimeException e) {
            log.warn("Which logins have ended could not be read, and will be tried again: {}", e.getMessage());
            timers.set(this, timers.now() + RETRY);
        }
    }

    @Override
    public void published(Publication publication) {
        StreamPosition before = seen;
        if (before != null) {
            seen = new StreamPosition(publication.offset(), before.epoch());
        }
        try {
            JsonNode event = JSON.readTree(publication.data());
            if (event.path("user").isIntegralNumber()) {
                ended(
                        event.path("user").asString(),
                        text(event.path("session")),
                        text(event.path("except")),
                        publication.timeMillis());
            }
        } catch (JacksonException e) {
            log.warn("An event about ended logins is not JSON; it is ignored");
        }
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }

    private void ended(String user, String login, String except, long at) {
        // Remembered before the sessions are looked for: whoever connects meanwhile looks here after it can be found.
        if (login.isEmpty()) {
            ended.addAll(user, except, at);
        } else {
            ended.add(login, at);
        }
        writers.execute(() -> {
            for (Session session : connections.of(user)) {
                if (ended.contains(session.identity().claims())) {
                    session.disconnect(Disconnect.INVALID_TOKEN);
                }
            }
        });
    }

    @Override
    public void interrupted() {
        timers.set(this, timers.now());
    }

    @Override
    public void unavailable() {
        timers.set(this, timers.now() + RETRY);
    }

    @Override
    public void alarm(long at, long now) {
        StreamPosition since = seen;
        if (stopped) {
            return;
        }
        if (since != null) {
            hub.subscribe(SessionsEnded.TOPIC, this, since);
        } else {
            Thread.ofVirtual().name("gateway-ended-logins").start(this::loadAgain); // timers must not wait
        }
    }
}
