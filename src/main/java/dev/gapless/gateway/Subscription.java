package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Publication;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import dev.gapless.protocol.SubscribeResult;
import dev.gapless.protocol.Unsubscribe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session's subscription to one channel: what the hub says, put into the client's words. The hub's thread answers
 * the command and then delivers, so the answer comes before all publications.
 */
final class Subscription implements Subscriber {
    private enum State {
        ASKED,
        LIVE,
        OVER
    }

    private final Subscriptions subscriptions;
    private final Session session;
    private final Sharing sharing;
    private final long id;
    private final String channel;
    private final boolean recover;
    private final long since;
    private final boolean rejectUnrecovered;

    private State state = State.ASKED;
    private @Nullable Runnable waiting;

    Subscription(Subscriptions subscriptions, Session session, Sharing sharing, long id, Request.Subscribe request) {
        this.subscriptions = subscriptions;
        this.session = session;
        this.sharing = sharing;
        this.id = id;
        this.channel = request.channel();
        this.recover = request.recover();
        this.since = request.offset();
        this.rejectUnrecovered = request.rejectsUnrecovered();
    }

    String channel() {
        return channel;
    }

    /** Remembers whom to wake if the answer is still to come, for the given time; false if it is not. */
    synchronized boolean waits(Runnable settled, long millis) {
        if (state == State.ASKED) {
            waiting = settled;
            session.due(Deadline.SUBSCRIBE, millis);
            return true;
        }
        return false;
    }

    /** Nothing more is sent for this subscription. */
    void end() {
        become(State.OVER);
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        SubscribeResult result = switch (recovery) {
            case Recovery.NotAsked notAsked -> at(position, false, false, List.of());
            case Recovery.StateLost lost -> at(position, true, false, List.of());
            case Recovery.Recovered recovered ->
                at(new StreamPosition(since, position.epoch()), true, true, publications(recovered.missed()));
        };
        if (rejectUnrecovered && recover && !result.recovered()) {
            fail(ErrorCode.UNRECOVERABLE_POSITION);
            subscriptions.leave(this, () -> {});
        } else {
            session.send(new Reply.Subscribed(id, result));
            become(State.LIVE);
        }
    }

    private static SubscribeResult at(
            StreamPosition position, boolean wasRecovering, boolean recovered, List<Publication> missed) {
        return new SubscribeResult(
                0,
                true,
                true,
                position.epoch(),
                position.offset(),
                recovered,
                wasRecovering,
                missed,
                new byte[0],
                false);
    }

    private static List<Publication> publications(List<dev.gapless.hub.Publication> missed) {
        List<Publication> publications = new ArrayList<>(missed.size());
        for (dev.gapless.hub.Publication publication : missed) {
            publications.add(new Publication(publication.data(), publication.offset()));
        }
        return publications;
    }

    @Override
    public void published(dev.gapless.hub.Publication publication) {
        if (isLive()) {
            session.send(new Reply.Published(channel, sharing.shared(publication)));
        }
    }

    @Override
    public void interrupted() {
        subscriptions.remove(this);
        if (isLive()) {
            session.send(new Reply.UnsubscribePush(channel, Unsubscribe.INSUFFICIENT_STATE));
        }
        become(State.OVER);
    }

    @Override
    public void unavailable() {
        fail(ErrorCode.INTERNAL);
    }

    private void fail(ErrorCode error) {
        subscriptions.remove(this);
        session.send(new Reply.Refused(id, error));
        become(State.OVER);
    }

    private synchronized boolean isLive() {
        return state == State.LIVE;
    }

    private void become(State now) {
        Runnable settled;
        synchronized (this) {
            if (state != State.OVER) {
                state = now;
            }
            settled = waiting;
            waiting = null;
        }
        if (settled != null) {
            session.clear(Deadline.SUBSCRIBE);
            settled.run();
        }
    }
}
