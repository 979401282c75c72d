package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.gateway.channel.Typing;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Unsubscribe;
import java.util.List;
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
    private @Nullable ConnectionClaims claims;
    private String client = "";
    private long wakeAt = Deadlines.NEVER;
    private long typingUntil = Long.MIN_VALUE;
    private int pongsDue;
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
        this.commands = new Commands(this, transport.codec(), gateway);
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
    synchronized @Nullable ConnectionClaims claims() {
        return claims;
    }

    /** What the client names it when it sends commands apart from its connection; else empty. */
    String name() {
        return transport.session();
    }

    /** Names this connection; empty before the client has connected. */
    public synchronized String client() {
        return client;
    }

    /** Whose connection it is; empty if the client is anonymous, or has not connected yet. */
    public synchronized String user() {
        return claims == null ? "" : claims.user();
    }

    /**
     * Who the client is to others.
     *
     * @param chanInfo what it is in one channel; null for nothing
     */
    synchronized ClientInfo clientInfo(byte @Nullable [] chanInfo) {
        return new ClientInfo(user(), client, claims == null ? null : claims.info(), chanInfo);
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Whether the client may say that it is typing, which it then has done for a while. */
    synchronized boolean mayType() {
        long now = gateway.timers().now();
        if (now < typingUntil) {
            return false;
        }
        typingUntil = now + Typing.INTERVAL.toMillis();
        return true;
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

    /** The client has said who it is. Nothing is sent from here to {@link #sendFirst}. False if the session is over. */
    boolean connected(ConnectionClaims who) {
        outbound.hold();
        return becomeConnected(who);
    }

    private synchronized boolean becomeConnected(ConnectionClaims who) {
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
    synchronized void identified(ConnectionClaims who) {
        claims = who;
        if (who.expires() == Expiry.NEVER) {
            deadlines.clear(Deadline.EXPIRY);
        } else {
            long left = who.expires() - gateway.clock().millis();
            due(Deadline.EXPIRY, left + gateway.settings().expiredCloseDelay().toMillis());
        }
    }

    /** Whether a ping was waiting for this pong. */
    synchronized boolean pong() {
        if (pongsDue == 0) {
            return false;
        }
        if (--pongsDue == 0) {
            deadlines.clear(Deadline.PONG);
        }
        return true;
    }

    /** Queues a reply. A client for which too much waits is disconnected. */
    void send(Reply reply) {
        if (!outbound.offer(reply)) {
            disconnect(Disconnect.SLOW);
        }
    }

    /** Sends the answer to the connect, and then what has gathered meanwhile. */
    void sendFirst(Reply reply) {
        outbound.release(reply);
    }

    /** The channels that the client is subscribed to. */
    public List<String> channels() {
        return subscriptions.channels();
    }

    /** Subscribes the client, which is told when it stands. Does nothing if it is subscribed already or may not be. */
    public void subscribe(String channel, ServerSubscribe how) {
        if (isConnected()) {
            gateway.serverSubscriptions().subscribe(this, channel, how);
        }
    }

    /** Unsubscribes the client, which is told in any case. */
    public void unsubscribe(String channel, Unsubscribe why) {
        if (isConnected()) {
            var unused = subscriptions.unsubscribe(channel, why);
        }
    }

    /**
     * Lets the connection last longer, or shorter, than its token says, and tells the client. If that time has passed
     * already, it is disconnected.
     *
     * @param expires until when; see {@link Expiry}
     * @param info what others learn about the client from now on; null to leave it as it is
     */
    public void refresh(long expires, byte @Nullable [] info) {
        long now = gateway.clock().millis();
        if (expires <= now) {
            disconnect(Disconnect.EXPIRED);
        } else if (extend(Expiry.capped(expires, now), info)) {
            send(new Reply.RefreshPush(Expiry.secondsLeft(expires, now)));
        }
    }

    private synchronized boolean extend(long expires, byte @Nullable [] info) {
        ConnectionClaims present = claims;
        if (state != State.CONNECTED || present == null) {
            return false;
        }
        identified(new ConnectionClaims(
                present.user(),
                present.login(),
                present.issued(),
                expires,
                info == null ? present.info() : info,
                present.channels()));
        return true;
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
        ConnectionClaims who;
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
        commands.goOn();
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
            case PONG -> noPong();
            case EXPIRY -> disconnect(Disconnect.EXPIRED);
            case SUBSCRIPTION -> subscriptions.expire();
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
            pongsDue++;
            due(Deadline.PONG, gateway.settings().pongTimeout().toMillis());
        }
        send(new Reply.Ping());
    }

    private void noPong() {
        if (commands.isWaiting()) {
            // It may have come, but has not been read: a command before it takes its time.
            due(Deadline.PONG, gateway.settings().pongTimeout().toMillis());
        } else {
            disconnect(Disconnect.NO_PONG);
        }
    }
}
