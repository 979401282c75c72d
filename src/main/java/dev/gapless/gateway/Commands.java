package dev.gapless.gateway;

import dev.gapless.gateway.Credentials.Decision;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what one client asks, in the order in which it asks. A command that has to wait, for the hub or for the
 * check of its token, holds back those after it, and what the client sends meanwhile is not read. One thread at a time
 * works here: that of the transport, or a writer that goes on after a wait.
 */
final class Commands {
    private final Session session;
    private final Subscriptions subscriptions;
    private final Codec codec;
    private final Gateway gateway;
    private final Budget budget;

    private Iterator<Command> rest = Collections.emptyIterator();
    /** How the command that waits is carried on; false if it has to wait again. */
    private @Nullable BooleanSupplier held;

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
            BooleanSupplier work = held;
            if (work == null) {
                Command command = rest.next();
                work = () -> carryOut(command);
                if (!budget.take(gateway.timers().now())) {
                    session.disconnect(Disconnect.TOO_MANY_REQUESTS);
                }
            }
            held = null;
            boolean refusedInThisMessage = wasNew && !session.isNew() && !session.isConnected();
            if (session.isOver() || refusedInThisMessage) {
                break;
            }
            if (!work.getAsBoolean()) {
                return;
            }
        }
        rest = Collections.emptyIterator();
        Runnable done = next;
        next = () -> {};
        done.run();
    }

    /** False if the command has to wait. */
    private boolean carryOut(Command command) {
        Request request = command.request();
        if (!isInPlace(command)) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return true;
        }
        switch (request) {
            case Request.Connect connect -> {
                return connect(command.id(), connect);
            }
            case Request.Subscribe subscribe -> {
                return subscribe(command.id(), subscribe);
            }
            case Request.Unsubscribe unsubscribe -> {
                return unsubscribe(command.id(), unsubscribe);
            }
            case Request.Refresh refresh -> {
                return refresh(command.id(), refresh);
            }
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

    private boolean connect(long id, Request.Connect request) {
        return whenKnown(gateway.credentials().connect(request.token()), decision -> {
            switch (decision) {
                case Decision.Accepted accepted -> connect(id, accepted);
                case Decision.Refused refused -> {
                    // Nothing can be done with the connection from here on.
                    session.refused();
                    session.send(new Reply.Refused(id, refused.why()));
                }
                case Decision.TurnedAway turnedAway -> session.disconnect(turnedAway.why());
            }
        });
    }

    private void connect(long id, Decision.Accepted who) {
        ConnectionClaims claims = who.claims();
        if (!gateway.connections().join(claims.user(), session)) {
            session.disconnect(Disconnect.CONNECTION_LIMIT);
        } else if (!session.connected(who)) {
            gateway.connections().leave(claims.user(), session);
        } else if (gateway.endedLogins().contains(claims)) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        } else {
            session.send(connected(id, claims));
        }
    }

    private Reply connected(long id, ConnectionClaims claims) {
        return new Reply.Connected(
                id,
                session.client(),
                gateway.version(),
                secondsLeft(claims),
                new byte[0],
                Map.of(),
                gateway.pingSeconds(),
                true,
                "",
                "");
    }

    private boolean refresh(long id, Request.Refresh request) {
        ConnectionClaims present = session.claims();
        if (present == null) {
            return true;
        }
        return whenKnown(gateway.credentials().refresh(request.token(), present, session.refreshes()), decision -> {
            switch (decision) {
                case Decision.Accepted accepted -> refresh(id, accepted.claims());
                case Decision.Refused refused -> session.send(new Reply.Refused(id, refused.why()));
                case Decision.TurnedAway turnedAway -> session.disconnect(turnedAway.why());
            }
        });
    }

    private void refresh(long id, ConnectionClaims claims) {
        session.identified(claims);
        if (gateway.endedLogins().contains(claims)) {
            session.disconnect(Disconnect.INVALID_TOKEN);
        } else {
            session.send(new Reply.Refreshed(id, session.client(), gateway.version(), secondsLeft(claims)));
        }
    }

    private long secondsLeft(ConnectionClaims claims) {
        return Expiry.secondsLeft(claims.expires(), gateway.clock().millis());
    }

    private boolean subscribe(long id, Request.Subscribe request) {
        if (request.token().isEmpty()) {
            subscriptions.subscribe(id, request, null);
            return true;
        }
        return whenKnown(
                gateway.tokens().checkSubscription(request.token()),
                token -> subscriptions.subscribe(id, request, token));
    }

    /** Goes on as soon as something is known; false if that is not so yet. */
    private <T> boolean whenKnown(CompletableFuture<T> answer, Consumer<T> then) {
        if (answer.isDone()) {
            then.accept(answer.join());
            return true;
        }
        held = () -> {
            then.accept(answer.join());
            return true;
        };
        var unused = answer.whenComplete((known, failure) -> goOn());
        return false;
    }

    private boolean unsubscribe(long id, Request.Unsubscribe request) {
        if (request.channel().isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return true;
        }
        held = () -> unsubscribe(id, request);
        if (!subscriptions.unsubscribe(id, request.channel(), this::goOn)) {
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
