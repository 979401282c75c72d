package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.gateway.Tokens.Claims;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.Reply;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, from the handshake to its end.
 *
 * <h2>States</h2>
 *
 * A session is new until its first command, a connect. If that is accepted, the session is connected; if it is answered
 * with an error, the session is refused, and nothing can be done with it but wait for the client to leave. It is over
 * when it has been disconnected or the client has left, whichever comes first.
 *
 * <h2>Threads</h2>
 *
 * The transport brings what the client sends, one message at a time ({@link Commands}). The hub calls the
 * {@link Subscriptions}. A writer sends ({@link Outbound}). One thread for all sessions minds the {@link Deadlines}.
 * Each of these parts guards itself; what they share (state, who the client is, deadlines) is guarded by the session's
 * own monitor, under which nothing is called that takes another lock, except to set an alarm and to leave {@link Places}.
 */
public final class Session implements Timers.Timed {
    private enum State {
        NEW,
        REFUSED,
        CONNECTED,
        OVER
    }

    /** A stuck connection is given a second for each so many bytes that are being written. */
    private static final int SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    private final Gateway gateway;
    private final Transport transport;
    private final Outbound outbound;
    private final Subscriptions subscriptions;
    private final Commands commands;
    private final Deadlines deadlines = new Deadlines();
    private final Budget frames;

    private State state = State.NEW;
    private @Nullable Claims claims;
    private String client = "";
    private long wakeAt = Deadlines.NEVER;
    private Places.@Nullable Place asNewcomer;
    private Places.@Nullable Place ofAddress;

    /**
     * @param asNewcomer its place among those who have yet to say who they are; null if there was none for it
     * @param ofAddress its place among those from the same address; null if there was none for it
     */
    Session(Gateway gateway, Transport transport, Places.@Nullable Place asNewcomer, Places.@Nullable Place ofAddress) {
        this.gateway = gateway;
        this.asNewcomer = asNewcomer;
        this.ofAddress = ofAddress;
        this.transport = transport;
        this.frames = new Budget(gateway.settings().commandsPerSecond());
        this.outbound = new Outbound(this, transport, gateway);
        this.subscriptions = new Subscriptions(this, gateway);
        this.commands = new Commands(this, subscriptions, transport.codec(), gateway);
    }

    /** The connection stands; the client has to connect in time. */
    void opened() {
        due(Deadline.CONNECT, gateway.settings().connectTimeout().toMillis());
    }

    /** A frame came, of whatever kind. False if it is one too many, or the session is over: it is not to be looked at. */
    public boolean frame() {
        if (isOver()) {
            return false;
        }
        if (!frames.take(gateway.timers().now())) {
            disconnect(Disconnect.TOO_MANY_REQUESTS);
            return false;
        }
        return true;
    }

    /**
     * A message came.
     *
     * @param next runs when the message has been dealt with; only then the next one may come
     */
    public void received(byte[] message, Runnable next) {
        if (isOver()) {
            next.run();
        } else {
            commands.receive(message, next);
        }
    }

    /** The connection is gone, for whatever reason. */
    public void closed() {
        if (end()) {
            gateway.metrics().disconnected(0);
        }
        outbound.discard();
        gateway.connections().closed(this);
        synchronized (this) {
            deadlines.clear();
            noNewcomerAnyMore();
            if (ofAddress != null) {
                ofAddress.leave();
                ofAddress = null;
            }
        }
    }

    private void noNewcomerAnyMore() {
        if (asNewcomer != null) {
            asNewcomer.leave();
            asNewcomer = null;
        }
    }

    synchronized boolean isNew() {
        return state == State.NEW;
    }

    synchronized boolean isConnected() {
        return state == State.CONNECTED;
    }

    public synchronized boolean isOver() {
        return state == State.OVER;
    }

    /** Who the client is; null before it has connected. */
    synchronized @Nullable Claims claims() {
        return claims;
    }

    /** What the client names it when it sends commands apart from its connection; else empty. */
    String name() {
        return transport.session();
    }

    synchronized String client() {
        return client;
    }

    synchronized boolean belongsToAny(EndedLogins ended) {
        return claims != null && ended.contains(claims);
    }

    /** A connect was answered with an error: all that the client may do now is leave. */
    synchronized void refused() {
        if (state == State.NEW) {
            state = State.REFUSED;
        }
    }

    /** The client has said who it is. False if the session is over. */
    synchronized boolean connected(Claims who) {
        if (state != State.NEW) {
            return false;
        }
        state = State.CONNECTED;
        noNewcomerAnyMore();
        client = UUID.randomUUID().toString();
        deadlines.clear(Deadline.CONNECT);
        long interval = gateway.settings().pingInterval().toMillis();
        due(Deadline.PING, interval / 2 + gateway.random().nextLong(interval / 2 + 1));
        identified(who);
        return true;
    }

    /** The client has brought a (new) token. */
    synchronized void identified(Claims who) {
        claims = who;
        long left = who.expires() - gateway.clock().millis();
        due(Deadline.EXPIRY, left + gateway.settings().expiredCloseDelay().toMillis());
    }

    /** Whether a ping was waiting for this pong. */
    synchronized boolean pong() {
        boolean expected = deadlines.isSet(Deadline.PONG);
        deadlines.clear(Deadline.PONG);
        return expected;
    }

    /** Queues a reply. A client for which too much waits is disconnected. */
    void send(Reply reply) {
        if (!outbound.offer(reply)) {
            disconnect(Disconnect.SLOW);
        }
    }

    /** Ends the session; the client may reconnect if the code says so. Idempotent. */
    public void disconnect(Disconnect why) {
        if (!end()) {
            return;
        }
        gateway.metrics().disconnected(why.code());
        if (why.equals(Disconnect.SLOW)) {
            // There is no telling it: what waits is what it does not read.
            outbound.discard();
            gateway.writers().execute(transport::abort);
        } else {
            due(Deadline.CLOSE, gateway.settings().closeTimeout().toMillis());
            outbound.finish(why);
        }
    }

    /** From here on nothing is done for the client. False if that is so already. */
    private boolean end() {
        Claims who;
        synchronized (this) {
            if (state == State.OVER) {
                return false;
            }
            state = State.OVER;
            who = claims;
            deadlines.clear();
        }
        if (who != null) {
            gateway.connections().leave(who.user(), this);
        }
        subscriptions.end();
        return true;
    }

    /** A frame is under way for longer than it takes to hand it over. */
    synchronized void writing(int bytes) {
        // The kernel takes more when it has sent a good part of what it holds from before.
        long ahead = gateway.settings().sendBufferSize().toBytes() + bytes;
        long time = gateway.settings().writeTimeout().toMillis() + 1_000 * ahead / SLOWEST_BYTES_PER_SECOND;
        if (state != State.OVER) {
            due(Deadline.WRITE, time);
        }
    }

    synchronized void written() {
        deadlines.clear(Deadline.WRITE);
    }

    /** Sets a deadline, in ms from now. */
    synchronized void due(Deadline deadline, long in) {
        deadlines.set(deadline, gateway.timers().now() + in);
        wake();
    }

    synchronized void clear(Deadline deadline) {
        deadlines.clear(deadline);
    }

    private synchronized void wake() {
        long next = deadlines.next();
        if (next < wakeAt) {
            wakeAt = next;
            gateway.timers().set(this, next);
        }
    }

    @Override
    public void alarm(long at, long now) {
        synchronized (this) {
            if (at != wakeAt) {
                return;
            }
            wakeAt = Deadlines.NEVER;
        }
        for (Deadline due = takeDue(now); due != null; due = takeDue(now)) {
            missed(due);
        }
        wake();
    }

    private synchronized @Nullable Deadline takeDue(long now) {
        return deadlines.takeDue(now);
    }

    private void missed(Deadline deadline) {
        switch (deadline) {
            case CONNECT -> disconnect(Disconnect.STALE);
            case PONG -> disconnect(Disconnect.NO_PONG);
            case EXPIRY -> disconnect(Disconnect.EXPIRED);
            case SUBSCRIBE -> disconnect(Disconnect.SERVER_ERROR);
            case WRITE -> disconnect(Disconnect.SLOW);
            case PING -> ping();
            case CLOSE -> gateway.writers().execute(transport::abort);
        }
    }

    private void ping() {
        synchronized (this) {
            due(Deadline.PING, gateway.settings().pingInterval().toMillis());
            if (deadlines.isSet(Deadline.WRITE)) {
                // It is still reading something long, and could not answer in time; the write has a deadline itself.
                return;
            }
            due(Deadline.PONG, gateway.settings().pongTimeout().toMillis());
        }
        send(new Reply.Ping());
    }
}
