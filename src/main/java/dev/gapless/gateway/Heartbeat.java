package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.Reply;

/** Asks one client from time to time whether it is still there: section 3 of the protocol. */
final class Heartbeat {
    private final Session session;
    private final Deadlines deadlines;
    private final Gateway gateway;

    /** How many answers are due: several only if they could not be read, because a command before them takes its time. */
    private int missing;

    Heartbeat(Session session, Deadlines deadlines, Gateway gateway) {
        this.session = session;
        this.deadlines = deadlines;
        this.gateway = gateway;
    }

    /** The first ping comes sooner than the others, at any time, so that those of many clients spread. */
    void start() {
        long interval = gateway.settings().pingInterval().toMillis();
        deadlines.set(Deadline.PING, interval / 2 + gateway.random().nextLong(interval / 2 + 1));
    }

    void ping() {
        deadlines.set(Deadline.PING, gateway.settings().pingInterval().toMillis());
        if (deadlines.isSet(Deadline.WRITE)) {
            // It is still reading something long, and could not answer in time; the write has a deadline itself.
            return;
        }
        synchronized (this) {
            missing++;
        }
        deadlines.set(Deadline.PONG, gateway.settings().pongTimeout().toMillis());
        session.send(new Reply.Ping());
    }

    /** The client answers. False if it has not been asked. */
    synchronized boolean pong() {
        if (missing == 0) {
            return false;
        }
        missing--;
        if (missing == 0) {
            deadlines.clear(Deadline.PONG);
        }
        return true;
    }

    /** No answer came in time. */
    void noPong() {
        if (session.isBusy()) {
            deadlines.set(Deadline.PONG, gateway.settings().pongTimeout().toMillis());
        } else {
            session.disconnect(Disconnect.NO_PONG);
        }
    }
}
