package dev.gapless.hub;

import dev.gapless.hub.Recovery.Recovered;
import java.util.function.BiConsumer;

/**
 * The live side: hands publications to those who listen, and keeps their positions young.
 *
 * <p>A subscriber whose channel is silent keeps an offset that gets older and older, and would be too old for the part
 * of the log that a restarted server knows. So per channel it is known how old the oldest saved offset can be, and
 * when that is half of what the log keeps, the channel gets a publication that says nothing but the newest offset.
 *
 * <p>Delivery takes time for each listener and no memory: the channel's {@code deliveredOffset} tells whether it had a
 * publication already through another of its topics, its {@code keptOffset} how far its listeners' positions have moved
 * by what they were sent, and when it was sent something last is written down, but not
 * rescheduled. The agenda finds that out when it comes to the channel.
 */
final class Listeners {
    /**
     * How long a plain channel stays known that nobody needs. Clients may invent as many as they like, and coming back to one
     * costs no query; a moment, so that what is asked of one again and again is found.
     */
    static final long PLAIN_KEPT_MILLIS = 1_000;

    private final Topics topics;
    private final Channels channels;
    private final byte[] positionData;
    private final long keepMillis;
    private final long idleMillis;
    private final BiConsumer<Subscription, Throwable> dropper;

    /** When to look after a channel: its idle listeners, or its end if it has none. */
    private final Agenda<Channel> agenda = new Agenda<>();

    /** @param dropper told of subscribers that failed when they were called; it has to make them leave */
    Listeners(
            Topics topics,
            Channels channels,
            byte[] positionData,
            long keepMillis,
            BiConsumer<Subscription, Throwable> dropper) {
        this.topics = topics;
        this.channels = channels;
        this.positionData = positionData;
        this.keepMillis = keepMillis;
        this.idleMillis = Math.max(1, keepMillis / 2);
        this.dropper = dropper;
    }

    void begin() {
        agenda.clear();
    }

    /** From here on the subscription gets what is delivered to the channel. */
    void join(Subscription subscription, Channel channel, Recovery recovery, long position, long now) {
        long saved = position;
        long savedTime = now;
        if (recovery instanceof Recovered recovered && !recovered.missed().isEmpty()) {
            Publication last = recovered.missed().getLast();
            saved = last.offset();
            if (saved < position) {
                savedTime = Math.min(now, last.timeMillis());
            }
        }
        subscription.joinOffset = position;
        subscription.savedOffset = saved;
        if (channel.isListenedTo()) {
            channel.savedOffset = Math.min(channel.savedOffset, saved);
            channel.savedOffsetTime = Math.min(channel.savedOffsetTime, savedTime);
        } else {
            channel.savedOffset = saved;
            channel.savedOffsetTime = savedTime;
            channel.follows.values().forEach(topics::attach);
        }
        channel.subscriptions.add(subscription);
        agenda.schedule(channel, channel.savedOffsetTime + idleMillis);
    }

    /** From here on the subscription gets nothing. The channel stays known for a while. */
    void leave(Subscription subscription, Channel channel, long now) {
        channel.subscriptions.remove(subscription);
        if (!channel.isListenedTo()) {
            channel.follows.values().forEach(topics::detach);
            keep(channel, now);
        }
    }

    /** Keeps a channel without listeners for a while. */
    void keep(Channel channel, long now) {
        channel.lastUse = now;
        agenda.schedule(channel, now + kept(channel));
    }

    private long kept(Channel channel) {
        return channel.isPlain() ? Math.min(PLAIN_KEPT_MILLIS, keepMillis) : keepMillis;
    }

    /** Hands a publication to those who follow the topic and have not had it. */
    void deliver(Topic topic, Publication publication, long now) {
        boolean kept = !publication.isEphemeral();
        Bag<Following> followers = topic.followers;
        for (int i = followers.size() - 1; i >= 0; i--) {
            Channel channel = followers.get(i).channel;
            if (channel.deliveredOffset < publication.offset()) {
                channel.deliveredOffset = publication.offset();
                if (kept) {
                    channel.keptOffset = publication.offset();
                    channel.savedOffset = publication.offset();
                    channel.savedOffsetTime = Math.min(now, publication.timeMillis());
                }
                Bag<Subscription> listeners = channel.subscriptions;
                for (int j = listeners.size() - 1; j >= 0; j--) {
                    deliver(listeners.get(j), publication);
                }
            }
        }
    }

    private void deliver(Subscription subscription, Publication publication) {
        try {
            subscription.subscriber.published(publication);
        } catch (RuntimeException | Error failure) {
            dropper.accept(subscription, failure);
        }
    }

    /** Looks after the channels whose time has come. */
    void lookAfter(long position, long now) {
        Publication idle = null;
        for (Channel channel = agenda.poll(now); channel != null; channel = agenda.poll(now)) {
            if (channel.isListenedTo() && channel.savedOffset == position) {
                channel.savedOffsetTime = now;
            } else if (channel.isListenedTo() && channel.savedOffsetTime + idleMillis <= now) {
                idle = idle == null ? Publication.position(position, now, positionData) : idle;
                move(channel, idle, now);
            }
            scheduleNext(channel, now);
        }
    }

    private void move(Channel channel, Publication idle, long now) {
        channel.savedOffset = idle.offset();
        channel.savedOffsetTime = now;
        Bag<Subscription> listeners = channel.subscriptions;
        for (int i = listeners.size() - 1; i >= 0; i--) {
            Subscription subscription = listeners.get(i);
            boolean gotTheLast = subscription.joinOffset < channel.keptOffset;
            if ((gotTheLast ? channel.keptOffset : 0) < idle.offset() && subscription.savedOffset < idle.offset()) {
                subscription.savedOffset = idle.offset();
                deliver(subscription, idle);
            }
        }
    }

    private void scheduleNext(Channel channel, long now) {
        if (channel.isListenedTo()) {
            agenda.schedule(channel, channel.savedOffsetTime + idleMillis);
        } else if (channel.lastUse + kept(channel) > now) {
            agenda.schedule(channel, channel.lastUse + kept(channel));
        } else if (!channel.isNeeded()) {
            channels.forget(channel);
        } else {
            keep(channel, now);
        }
    }
}
