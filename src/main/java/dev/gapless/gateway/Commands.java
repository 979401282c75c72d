package dev.gapless.gateway;

import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Command;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.MalformedFrameException;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what one client asks carried out, in the order in which it asks. A command that has to wait (for the hub, the log,
 * or the check of a token) holds back those after it, and what the client sends meanwhile is not read. One thread at a
 * time works here: that of the transport, or a writer that goes on after a wait.
 */
final class Commands {
    /** A command that has been carried out: nobody waits for it. */
    static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    private final Session session;
    private final Codec codec;
    private final Gateway gateway;
    private final Budget budget;

    /** For commands that cost the hub and other servers more than they cost the client. */
    private final Budget costlyBudget;

    private Iterator<Command> rest = Collections.emptyIterator();
    private Runnable next = () -> {};

    /** Whether the message that is worked on is the client's first. */
    private boolean first;

    /** Whether a command waits, and nobody works here. Guarded by the monitor, which guards nothing else. */
    private boolean waiting;

    Commands(Session session, Codec codec, Gateway gateway) {
        this.session = session;
        this.codec = codec;
        this.gateway = gateway;
        this.budget = new Budget(gateway.settings().commandsPerSecond());
        this.costlyBudget = new Budget(gateway.settings().subscribesPerSecond());
    }

    /** @param whenDone runs when all commands of the message have been carried out or dropped */
    void receive(byte[] message, Runnable whenDone) {
        next = whenDone;
        first = session.isNew();
        try {
            rest = codec.decode(message).iterator();
        } catch (MalformedFrameException e) {
            rest = Collections.emptyIterator();
            session.disconnect(Disconnect.BAD_REQUEST);
        }
        work();
    }

    private void work() {
        while (rest.hasNext()) {
            Command command = rest.next();
            if (!budget.take(gateway.timers().now())) {
                session.disconnect(Disconnect.TOO_MANY_REQUESTS);
            }
            boolean refusedInThisMessage = first && !session.isNew() && !session.isConnected();
            if (session.isOver() || refusedInThisMessage) {
                break;
            }
            CompletableFuture<Void> done = tryToCarryOut(command);
            if (!done.isDone() || done.isCompletedExceptionally()) {
                await(done);
                return;
            }
        }
        rest = Collections.emptyIterator();
        Runnable whenDone = next;
        next = () -> {};
        whenDone.run();
    }

    private void await(CompletableFuture<Void> done) {
        synchronized (this) {
            waiting = true;
        }
        var unused = done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                log.error("A command failed", failure);
                session.disconnect(Disconnect.SERVER_ERROR);
            }
            goOn();
        });
        if (session.isOver()) {
            goOn();
        }
    }

    synchronized boolean isWaiting() {
        return waiting;
    }

    /** Goes on after a wait: because it is over, or because the session is. */
    void goOn() {
        synchronized (this) {
            if (!waiting) {
                return;
            }
            waiting = false;
        }
        gateway.writers().execute(this::work);
    }

    /** A failure at once is like one after a while: the client must not wait for an answer that will not come. */
    private CompletableFuture<Void> tryToCarryOut(Command command) {
        try {
            return carryOut(command);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What is returned is done when the next command may begin. */
    private CompletableFuture<Void> carryOut(Command command) {
        long id = command.id();
        if (!isInPlace(command)) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return DONE;
        }
        return switch (command.request()) {
            case Request.Connect connect -> gateway.connecting().connect(session, id, connect);
            case Request.Refresh refresh -> gateway.connecting().refresh(session, id, refresh);
            case Request.Subscribe subscribe ->
                costly(id, () -> gateway.subscribing().subscribe(session, id, subscribe));
            case Request.SubRefresh refresh -> gateway.subscribing().refresh(session, id, refresh);
            case Request.Unsubscribe unsubscribe -> unsubscribe(id, unsubscribe.channel());
            case Request.Publish publish ->
                inOrder(publish.channel(), () -> gateway.publishing().publish(session, id, publish));
            case Request.History history ->
                query(id, history.channel(), () -> gateway.queries().history(session, id, history));
            case Request.Presence presence ->
                query(id, presence.channel(), () -> gateway.queries().presence(session, id, presence.channel()));
            case Request.PresenceStats stats ->
                query(id, stats.channel(), () -> gateway.queries().presenceStats(session, id, stats.channel()));
            case Request.Rpc rpc -> {
                session.send(new Reply.Refused(id, ErrorCode.NOT_AVAILABLE));
                yield DONE;
            }
            case Request.Pong pong -> {
                if (!session.pong()) {
                    session.disconnect(Disconnect.BAD_REQUEST);
                }
                yield DONE;
            }
            case Request.Send send -> {
                session.disconnect(Disconnect.NOT_AVAILABLE);
                yield DONE;
            }
            case Request.Ping ping -> {
                session.disconnect(Disconnect.BAD_REQUEST);
                yield DONE;
            }
        };
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

    private CompletableFuture<Void> costly(long id, Supplier<CompletableFuture<Void>> command) {
        if (costlyBudget.take(gateway.timers().now())) {
            return command.get();
        }
        session.send(new Reply.Refused(id, ErrorCode.TOO_MANY_REQUESTS));
        return DONE;
    }

    private CompletableFuture<Void> query(long id, String channel, Supplier<CompletableFuture<Void>> query) {
        return costly(id, () -> inOrder(channel, query));
    }

    /** Who subscribes and then asks something of the channel asks as a subscriber, and hears what it publishes itself. */
    private CompletableFuture<Void> inOrder(String channel, Supplier<CompletableFuture<Void>> command) {
        CompletableFuture<Void> settled = session.subscriptions().settled(channel);
        if (settled.isDone()) {
            return command.get();
        }
        return settled.thenComposeAsync(nothing -> session.isOver() ? DONE : command.get(), gateway.writers());
    }

    private CompletableFuture<Void> unsubscribe(long id, String channel) {
        if (channel.isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return DONE;
        }
        return session.subscriptions().unsubscribe(id, channel);
    }
}
