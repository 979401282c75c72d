package dev.gapless.gateway;

import dev.gapless.gateway.Tokens.Check;
import dev.gapless.gateway.Tokens.Claims;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Command;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.MalformedFrameException;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what one client asks, in the order in which it asks. A command that has to wait for the hub holds back
 * those after it, and what the client sends meanwhile is not read. One thread at a time works here: that of the
 * transport, or a writer that goes on after a wait.
 */
final class Commands {
    private final Session session;
    private final Subscriptions subscriptions;
    private final Codec codec;
    private final Gateway gateway;
    private final Budget budget;

    private Iterator<Command> rest = Collections.emptyIterator();
    private @Nullable Command held;
    private Runnable next = () -> {};

    Commands(Session session, Subscriptions subscriptions, Codec codec, Gateway gateway) {
        this.session = session;
        this.subscriptions = subscriptions;
        this.codec = codec;
        this.gateway = gateway;
        this.budget = new Budget(gateway.settings().commandsPerSecond());
    }

    /** @param whenDone runs when all commands of the message have been carried out or dropped */
    void receive(byte[] message, Runnable whenDone) {
        next = whenDone;
        try {
            rest = codec.decode(message).iterator();
        } catch (MalformedFrameException e) {
            rest = Collections.emptyIterator();
            session.disconnect(Disconnect.BAD_REQUEST);
        }
        work();
    }

    private void work() {
        boolean wasNew = session.isNew();
        while (held != null || rest.hasNext()) {
            Command command = held;
            if (command == null) {
                command = rest.next();
                if (!budget.take(gateway.timers().now())) {
                    session.disconnect(Disconnect.TOO_MANY_REQUESTS);
                }
            }
            held = null;
            boolean refusedInThisMessage = wasNew && !session.isNew() && !session.isConnected();
            if (session.isOver() || refusedInThisMessage) {
                break;
            }
            if (!carryOut(command)) {
                return;
            }
        }
        rest = Collections.emptyIterator();
        Runnable done = next;
        next = () -> {};
        done.run();
    }

    /** False if the command has to wait: it will be carried out anew. */
    private boolean carryOut(Command command) {
        Request request = command.request();
        if (!isInPlace(command)) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return true;
        }
        switch (request) {
            case Request.Connect connect -> connect(command.id(), connect);
            case Request.Subscribe subscribe -> subscriptions.subscribe(command.id(), subscribe);
            case Request.Unsubscribe unsubscribe -> {
                return unsubscribe(command, unsubscribe);
            }
            case Request.Refresh refresh -> refresh(command.id(), refresh);
            case Request.Pong pong -> {
                if (!session.pong()) {
                    session.disconnect(Disconnect.BAD_REQUEST);
                }
            }
            case Request.Send send -> session.disconnect(Disconnect.NOT_AVAILABLE);
            case Request.Ping ping -> session.disconnect(Disconnect.BAD_REQUEST);
            case Request.Publish publish -> notOffered(command.id());
            case Request.Presence presence -> notOffered(command.id());
            case Request.PresenceStats stats -> notOffered(command.id());
            case Request.History history -> notOffered(command.id());
            case Request.Rpc rpc -> notOffered(command.id());
            case Request.SubRefresh refresh -> notOffered(command.id());
        }
        return true;
    }

    private boolean isInPlace(Command command) {
        if (command.id() == 0 && !mayLackId(command.request())) {
            return false;
        }
        return command.request() instanceof Request.Connect ? session.isNew() : session.isConnected();
    }

    private static boolean mayLackId(Request request) {
        return request instanceof Request.Pong || request instanceof Request.Send;
    }

    private void connect(long id, Request.Connect request) {
        if (request.token().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return;
        }
        switch (gateway.tokens().check(request.token())) {
            case Check.Invalid invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            case Check.Expired expired -> {
                session.refused();
                session.send(new Reply.Refused(id, ErrorCode.TOKEN_EXPIRED));
            }
            case Check.Valid valid -> {
                Claims claims = valid.claims();
                if (!gateway.connections().join(claims.user(), session)) {
                    session.disconnect(Disconnect.CONNECTION_LIMIT);
                } else if (!session.connected(claims)) {
                    gateway.connections().leave(claims.user(), session);
                } else if (gateway.endedLogins().contains(claims)) {
                    session.disconnect(Disconnect.INVALID_TOKEN);
                } else {
                    session.send(connected(id, claims));
                }
            }
        }
    }

    private Reply connected(long id, Claims claims) {
        return new Reply.Connected(
                id,
                session.client(),
                gateway.version(),
                secondsLeft(claims),
                new byte[0],
                Map.of(),
                gateway.pingSeconds(),
                true,
                session.name(),
                session.name().isEmpty() ? "" : gateway.node());
    }

    private void refresh(long id, Request.Refresh request) {
        Claims present = session.claims();
        if (request.token().isEmpty() || present == null) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return;
        }
        switch (gateway.tokens().check(request.token())) {
            case Check.Invalid invalid -> session.disconnect(Disconnect.INVALID_TOKEN);
            case Check.Expired expired -> session.disconnect(Disconnect.EXPIRED);
            case Check.Valid valid -> {
                Claims claims = valid.claims();
                if (claims.user() != present.user()) {
                    session.disconnect(Disconnect.INVALID_TOKEN);
                    return;
                }
                session.identified(claims);
                if (gateway.endedLogins().contains(claims)) {
                    session.disconnect(Disconnect.INVALID_TOKEN);
                    return;
                }
                session.send(new Reply.Refreshed(id, session.client(), gateway.version(), secondsLeft(claims)));
            }
        }
    }

    private long secondsLeft(Claims claims) {
        return Math.max(1, (claims.expires() - gateway.clock().millis()) / 1000);
    }

    private boolean unsubscribe(Command command, Request.Unsubscribe request) {
        if (request.channel().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return true;
        }
        held = command;
        if (!subscriptions.unsubscribe(command.id(), request.channel(), this::goOn)) {
            return false;
        }
        held = null;
        return true;
    }

    private void goOn() {
        gateway.writers().execute(this::work);
    }

    private void notOffered(long id) {
        session.send(new Reply.Refused(id, ErrorCode.NOT_AVAILABLE));
    }
}
