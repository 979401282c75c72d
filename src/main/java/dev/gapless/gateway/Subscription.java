package dev.gapless.gateway;

import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.Features;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.hub.Publication;
import dev.gapless.hub.Recovery;
import dev.gapless.hub.StreamPosition;
import dev.gapless.hub.Subscriber;
import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.SubscribeResult;
import dev.gapless.protocol.Unsubscribe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session's subscription to one channel: what the hub says, put into the client's words.
 *
 * <p>The hub's thread answers what was asked and then delivers, so the answer comes before all publications. Others end
 * the subscription; the monitor guards the steps from one state to the next, and who is entered into the
 * {@link Attendance} leaves it, in that order.
 */
final class Subscription implements Subscriber {
    private enum State {
        /** Nothing is known yet. */
        ASKED,
        /** Others can see the client, which is about to be told. */
        SEEN,
        LIVE,
        OVER
    }

    private final Subscriptions subscriptions;
    private final Channel channel;
    private final Features features;
    private final boolean serverSide;
    private final Wording wording;

    private volatile State state = State.ASKED;
    private @Nullable Asked asked;
    private @Nullable Runnable waiting;
    private long expires;
    private byte @Nullable [] info;

    /**
     * @param info what the subscription's token says about the client
     * @param serverSide whether the server makes it, for a client that has not asked
     */
    Subscription(
            Subscriptions subscriptions,
            Channel channel,
            Features features,
            byte @Nullable [] info,
            boolean serverSide,
            long expires,
            Asked asked) {
        this.subscriptions = subscriptions;
        this.channel = channel;
        this.features = features;
        this.wording = new Wording(subscriptions.gateway().publications(), features.delta());
        this.info = info;
        this.serverSide = serverSide;
        this.expires = expires;
        this.asked = asked;
    }

    String channel() {
        return channel.name();
    }

    Features features() {
        return features;
    }

    boolean isServerSide() {
        return serverSide;
    }

    /** Who the client is to others in the channel. */
    synchronized ClientInfo clientInfo() {
        return session().identity().toOthers(info);
    }

    private boolean isLive() {
        return state == State.LIVE;
    }

    /** Whether the client is subscribed. It may ask for more as soon as it is told so, which is before this is live. */
    boolean stands() {
        State now = state;
        return now == State.SEEN || now == State.LIVE;
    }

    /** Until when it lasts without a new token; see {@link Expiry}. */
    synchronized long expires() {
        return expires;
    }

    /** Its client has brought a new token. */
    void refresh(long until, byte @Nullable [] newInfo) {
        synchronized (this) {
            expires = until;
            info = newInfo;
        }
        renew();
        subscriptions.expire();
    }

    /** What the client is to others has changed. */
    synchronized void renew() {
        if (stands()) {
            gateway().attendance().renew(this);
        }
    }

    /** Remembers whom to wake if the answer is still to come; false if it is not. */
    synchronized boolean waits(Runnable settled) {
        if (state == State.LIVE || state == State.OVER) {
            return false;
        }
        Runnable others = waiting;
        waiting = others == null
                ? settled
                : () -> {
                    others.run();
                    settled.run();
                };
        return true;
    }

    /** Where the hub is to begin; null for the present. */
    synchronized @Nullable StreamPosition since() {
        return asked == null || !features.recoverable() ? null : asked.since();
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        Asked request = asked();
        if (request == null) {
            return;
        }
        boolean unrecovered = request.since() != null && !(recovery instanceof Recovery.Recovered);
        if (unrecovered && request.rejectsUnrecovered()) {
            refuse(ErrorCode.UNRECOVERABLE_POSITION);
            gateway().hub().unsubscribe(channel(), this, () -> {});
        } else {
            become(State.SEEN);
            request.answer().made(result(request, position, recovery));
            become(State.LIVE);
        }
    }

    private SubscribeResult result(Asked request, StreamPosition position, Recovery recovery) {
        StreamPosition since = request.since();
        boolean recovered = false;
        long offset = position.offset();
        List<dev.gapless.protocol.Publication> missed = List.of();
        if (since != null && recovery instanceof Recovery.Recovered proof) {
            recovered = true;
            missed = wording.past(proof.missed());
            if (!missed.isEmpty()) {
                offset = since.offset(); // from where the client moves on as it handles them
            }
        }
        return new SubscribeResult(
                Expiry.secondsLeft(expires(), gateway().clock().millis()),
                features.recoverable(),
                features.positioned(),
                features.positioned() ? position.epoch() : "",
                features.positioned() ? offset : 0,
                recovered,
                since != null,
                missed,
                request.data(),
                features.delta());
    }

    @Override
    public void published(Publication publication) {
        if (isLive() && (!publication.isPosition() || channel.namespace().tellsPositions())) {
            session().send(new Reply.Published(channel(), wording.live(publication)));
        }
    }

    /** Somebody has come or gone. */
    void attended(Reply push) {
        if (isLive()) {
            session().send(push);
        }
    }

    @Override
    public void interrupted() {
        if (isLive() && serverSide) {
            // The client would not subscribe again by itself.
            session().disconnect(Disconnect.INSUFFICIENT_STATE);
        } else {
            end(Unsubscribe.INSUFFICIENT_STATE);
        }
    }

    @Override
    public void revoked() {
        end(Unsubscribe.SERVER);
    }

    /** Ends without the client having asked for it; the hub knows already. */
    private void end(Unsubscribe why) {
        boolean wasLive = isLive();
        end();
        subscriptions.remove(this);
        if (wasLive) {
            session().send(new Reply.UnsubscribePush(channel(), why));
        }
    }

    @Override
    public void unavailable() {
        refuse(ErrorCode.INTERNAL);
    }

    @Override
    public void denied() {
        refuse(ErrorCode.PERMISSION_DENIED);
    }

    private void refuse(ErrorCode error) {
        Asked request = asked();
        subscriptions.remove(this);
        if (request != null) {
            request.answer().refused(error);
        }
        end();
    }

    private synchronized @Nullable Asked asked() {
        return asked;
    }

    /** Nothing more is sent for this subscription. Idempotent. */
    void end() {
        become(State.OVER);
    }

    private void become(State next) {
        Runnable settled = null;
        synchronized (this) {
            State before = state;
            if (before != State.OVER) {
                state = next;
                attend(before, next);
            }
            if (next != State.SEEN) {
                asked = null;
                settled = waiting;
                waiting = null;
            }
        }
        if (settled != null) {
            settled.run();
        }
    }

    private void attend(State before, State next) {
        Attendance attendance = gateway().attendance();
        switch (next) {
            case ASKED -> {}
            case SEEN -> attendance.appear(this);
            case LIVE -> attendance.enter(this);
            case OVER -> {
                if (before == State.LIVE) {
                    attendance.leave(this);
                } else if (before == State.SEEN) {
                    attendance.disappear(this);
                }
            }
        }
    }

    private Session session() {
        return subscriptions.session();
    }

    private Gateway gateway() {
        return subscriptions.gateway();
    }
}
