package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.gateway.channel.Typing;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
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
public final class Session {
    private enum State {
        NEW,
        REFUSED,
        CONNECTED,
        OVER
    }

    private final Gateway gateway;
    private final Transport transport;
    private final Seats seats;
    private final Outbound outbound;
    private final Subscriptions subscriptions;
    private final Commands commands;
    private final Deadlines deadlines;
    private final Heartbeat heartbeat;
    private final Budget frames;

    private State state = State.NEW;
    private Identity identity = Identity.UNKNOWN;
    private long typingUntil = Long.MIN_VALUE;

    Session(Gateway gateway, Transport transport, Seats seats) {
        this.gateway = gateway;
        this.seats = seats;
        this.transport = transport;
        this.deadlines = new Deadlines(this, gateway.timers());
        this.heartbeat = new Heartbeat(this, deadlines, gateway);
        this.frames = new Budget(gateway.settings().commandsPerSecond());
        this.outbound = new Outbound(this, transport, gateway);
        this.subscriptions = new Subscriptions(this, gateway);
        this.commands = new Commands(this, transport.codec(), gateway);
    }

    /** The connection stands; the client has to connect in time. */
    void opened() {
        deadlines.set(Deadline.CONNECT, gateway.settings().connectTimeout().toMillis());
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
        deadlines.close();
        seats.leave();
        gateway.connections().closed(this);
    }

    synchronized boolean isNew() {
        return state == State.NEW;
    }

    synchronized boolean isConnected() {
        return state == State.CONNECTED;
    }

    /** Whether nothing is done for the client any more. */
    public synchronized boolean isOver() {
        return state == State.OVER;
    }

    synchronized Identity identity() {
        return identity;
    }

    /** Names this connection; empty before the client has connected. */
    public String client() {
        return identity().client();
    }

    /** Whose connection it is; empty if the client is anonymous, or has not connected yet. */
    public String user() {
        return identity().user();
    }

    /** What the client names it when it sends commands apart from its connection; else empty. */
    public String name() {
        return transport.session();
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

    /** A connect was answered with an error: all that the client may do now is leave. */
    synchronized void refused() {
        if (state == State.NEW) {
            state = State.REFUSED;
        }
    }

    /** The client has said who it is. Nothing is sent from here to {@link #sendFirst}. False if the session is over. */
    boolean connected(Credentials.Decision.Accepted who) {
        outbound.hold();
        return becomeConnected(who);
    }

    private synchronized boolean becomeConnected(Credentials.Decision.Accepted who) {
        if (state != State.NEW) {
            return false;
        }
        state = State.CONNECTED;
        seats.leaveNewcomers();
        identity = new Identity(UUID.randomUUID().toString(), who.claims(), who.refreshes());
        deadlines.clear(Deadline.CONNECT);
        heartbeat.start();
        expireWith(who.claims());
        return true;
    }

    /** The client has brought a new token. */
    void refreshed(ConnectionClaims claims) {
        become(claims);
        subscriptions.renew();
    }

    private synchronized void become(ConnectionClaims claims) {
        identity = identity.with(claims);
        expireWith(claims);
    }

    private void expireWith(ConnectionClaims claims) {
        if (claims.expires() == Expiry.NEVER) {
            deadlines.clear(Deadline.EXPIRY);
        } else {
            long left = claims.expires() - gateway.clock().millis();
            deadlines.set(
                    Deadline.EXPIRY,
                    left + gateway.settings().expiredCloseDelay().toMillis());
        }
    }

    /** Whether a ping was waiting for this pong. */
    boolean pong() {
        return heartbeat.pong();
    }

    /** Whether a command takes its time, so that what the client sends meanwhile is not read. */
    boolean isBusy() {
        return commands.isWaiting();
    }

    /** Queues a reply. A client for which too much waits is disconnected. */
    void send(Reply reply) {
        if (!outbound.offer(reply)) {
            disconnect(Disconnect.SLOW);
        }
    }

    /** Queues what was asked for, or if it does not fit says so: that it is much does not make the client slow. */
    void answer(long id, Reply reply) {
        if (!outbound.offer(reply)) {
            send(new Reply.Refused(id, ErrorCode.TOO_MANY_REQUESTS));
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
        long end = Expiry.capped(expires, now);
        if (end <= now) {
            disconnect(Disconnect.EXPIRED);
        } else if (extend(end, info)) {
            subscriptions.renew();
            send(new Reply.RefreshPush(Expiry.secondsLeft(end, now)));
        }
    }

    private synchronized boolean extend(long expires, byte @Nullable [] info) {
        if (state != State.CONNECTED) {
            return false;
        }
        ConnectionClaims claims = identity.claims().expiring(expires);
        become(info == null ? claims : claims.informing(info));
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
            deadlines.set(Deadline.CLOSE, gateway.settings().closeTimeout().toMillis());
            outbound.finish(why);
        }
    }

    /** From here on nothing is done for the client. False if that is so already. */
    private boolean end() {
        synchronized (this) {
            if (state == State.OVER) {
                return false;
            }
            state = State.OVER;
            deadlines.end();
        }
        gateway.connections().leave(user(), this);
        subscriptions.end();
        commands.goOn();
        return true;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    void missed(Deadline deadline) {
        switch (deadline) {
            case CONNECT -> disconnect(Disconnect.STALE);
            case PONG -> heartbeat.noPong();
            case EXPIRY -> disconnect(Disconnect.EXPIRED);
            case SUBSCRIPTION -> subscriptions.expire();
            case SUBSCRIBE -> disconnect(Disconnect.SERVER_ERROR);
            case WRITE -> disconnect(Disconnect.SLOW);
            case PING -> heartbeat.ping();
            case CLOSE -> gateway.writers().execute(transport::abort);
        }
    }
}
