package dev.gapless.gateway;

import dev.gapless.gateway.Announcements.Announcement;
import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who is in which channel: the clients of this server whose subscriptions come with presence, and those that hear who
 * comes and goes (section 7 of the protocol). An entry lives exactly as long as its subscription, so there is nothing to
 * renew, and what a server knew ends with it.
 *
 * <p>Coming and going is announced as {@link Announcements} says. Safe for use by many threads; nobody is called under a lock.
 */
public final class Attendance {
    /** The clients of one channel. */
    private static final class Gathering {
        final Map<String, ClientInfo> present = new ConcurrentHashMap<>(2);
        final Set<Subscription> hearers = ConcurrentHashMap.newKeySet(2);

        boolean isEmpty() {
            return present.isEmpty() && hearers.isEmpty();
        }
    }

    private final ConcurrentHashMap<String, Gathering> gatherings = new ConcurrentHashMap<>();
    private final Announcements announcements;
    private volatile Peers peers = Peers.NONE;

    Attendance(Executor writers, Timers timers) {
        announcements = new Announcements(this::announceToAll, writers, timers);
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
            announcements.add(new Announcement(subscription.channel(), subscription.clientInfo(), true));
        }
    }

    /** From here on nobody comes or goes: tells of the last who did. */
    void settle() {
        announcements.settle();
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
            announcements.add(new Announcement(subscription.channel(), subscription.clientInfo(), false));
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

    private void announceToAll(Announcement announcement) {
        tell(announcement.channel(), announcement.toReply());
        if (announcement.joined()) {
            peers.joined(announcement.channel(), announcement.who());
        } else {
            peers.left(announcement.channel(), announcement.who());
        }
    }
}
