package dev.gapless.gateway;

import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Reply;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in which channel: the clients of this server whose subscriptions come with presence, and those that hear who
 * comes and goes (section 7 of the protocol). An entry lives exactly as long as its subscription, so there is nothing to
 * renew, and what a server knew ends with it.
 *
 * <p>Coming and going is announced in the order in which it happens, by one writer at a time, since it may have to be
 * told to many. What waits to be announced is bounded: beyond that it is not announced, and clients that want to know
 * for sure ask for the presence. Safe for use by many threads; nobody is called under a lock.
 */
public final class Attendance {
    private static final Logger log = LoggerFactory.getLogger(Attendance.class);
    private static final int MOST_WAITING = 65_536;
    private static final int MOST_AT_A_TIME = 256;

    private record Announcement(String channel, ClientInfo who, boolean joined) {
        Reply toReply() {
            return joined ? new Reply.Join(channel, who) : new Reply.Leave(channel, who);
        }
    }

    /** The clients of one channel. */
    private static final class Gathering {
        final Map<String, ClientInfo> present = new ConcurrentHashMap<>(2);
        final Set<Subscription> hearers = ConcurrentHashMap.newKeySet(2);

        boolean isEmpty() {
            return present.isEmpty() && hearers.isEmpty();
        }
    }

    private final ConcurrentHashMap<String, Gathering> gatherings = new ConcurrentHashMap<>();
    private final Executor writers;
    private final ArrayDeque<Announcement> waiting = new ArrayDeque<>();
    private boolean announcing;
    private volatile Peers peers = Peers.NONE;

    Attendance(Executor writers) {
        this.writers = writers;
    }

    /** From now on there are others to tell and to ask. */
    public void meet(Peers others) {
        peers = others;
    }

    /** A client is about to be told that it is subscribed: whoever asks from here on finds it. */
    void appear(Subscription subscription) {
        if (subscription.features().presence()) {
            ClientInfo who = subscription.clientInfo();
            gatherings.compute(subscription.channel(), (name, present) -> {
                Gathering gathering = present == null ? new Gathering() : present;
                gathering.present.put(who.client(), who);
                return gathering;
            });
        }
    }

    /** The client has been told; from here on it hears others, and others hear of it. */
    void enter(Subscription subscription) {
        if (subscription.features().hearsJoinLeave()) {
            gatherings.compute(subscription.channel(), (name, present) -> {
                Gathering gathering = present == null ? new Gathering() : present;
                gathering.hearers.add(subscription);
                return gathering;
            });
        }
        if (subscription.features().announced()) {
            announce(new Announcement(subscription.channel(), subscription.clientInfo(), true));
        }
    }

    /** What a client that has appeared is to others has changed. */
    void renew(Subscription subscription) {
        ClientInfo who = subscription.clientInfo();
        gatherings.computeIfPresent(subscription.channel(), (name, gathering) -> {
            gathering.present.replace(who.client(), who);
            return gathering;
        });
    }

    /** The subscription of a client that has entered has ended. */
    void leave(Subscription subscription) {
        disappear(subscription);
        if (subscription.features().announced()) {
            announce(new Announcement(subscription.channel(), subscription.clientInfo(), false));
        }
    }

    /** The subscription of a client that has appeared has ended. */
    void disappear(Subscription subscription) {
        if (subscription.features().presence() || subscription.features().hearsJoinLeave()) {
            String client = subscription.clientInfo().client();
            gatherings.computeIfPresent(subscription.channel(), (name, gathering) -> {
                gathering.present.remove(client);
                gathering.hearers.remove(subscription);
                return gathering.isEmpty() ? null : gathering;
            });
        }
    }

    /** Who is in a channel at this server, by the clients' ids. */
    public Map<String, ClientInfo> here(String channel) {
        Gathering gathering = gatherings.get(channel);
        return gathering == null ? Map.of() : Map.copyOf(gathering.present);
    }

    /**
     * Asks who is in a channel at all servers.
     *
     * @param answer told once, at once or later, on any thread
     */
    public void ask(String channel, Consumer<Map<String, ClientInfo>> answer) {
        peers.presence(channel, elsewhere -> {
            Map<String, ClientInfo> here = here(channel);
            if (elsewhere.isEmpty()) {
                answer.accept(here);
            } else {
                Map<String, ClientInfo> all = new HashMap<>(elsewhere);
                all.putAll(here);
                answer.accept(all);
            }
        });
    }

    /** Another server tells that somebody has come to a channel there. */
    public void joinedElsewhere(String channel, ClientInfo who) {
        tell(channel, new Reply.Join(channel, who));
    }

    /** Another server tells that somebody has gone from a channel there. */
    public void leftElsewhere(String channel, ClientInfo who) {
        tell(channel, new Reply.Leave(channel, who));
    }

    private void tell(String channel, Reply push) {
        Gathering gathering = gatherings.get(channel);
        if (gathering != null) {
            gathering.hearers.forEach(hearer -> hearer.attended(push));
        }
    }

    private void announce(Announcement announcement) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                log.debug("Too much comes and goes; some of it is not announced");
                return;
            }
            waiting.add(announcement);
            if (announcing) {
                return;
            }
            announcing = true;
        }
        writers.execute(this::announceWaiting);
    }

    private void announceWaiting() {
        for (int i = 0; i < MOST_AT_A_TIME; i++) {
            Announcement next = nextAnnouncement();
            if (next == null) {
                return;
            }
            try {
                announceToAll(next);
            } catch (RuntimeException e) {
                log.error("Who comes and goes could not be announced", e);
            }
        }
        writers.execute(this::announceWaiting);
    }

    private void announceToAll(Announcement announcement) {
        tell(announcement.channel(), announcement.toReply());
        if (announcement.joined()) {
            peers.joined(announcement.channel(), announcement.who());
        } else {
            peers.left(announcement.channel(), announcement.who());
        }
    }

    private @Nullable Announcement nextAnnouncement() {
        synchronized (waiting) {
            Announcement next = waiting.poll();
            announcing = next != null;
            return next;
        }
    }
}
