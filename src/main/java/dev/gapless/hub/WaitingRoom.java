package dev.gapless.hub;

import dev.gapless.hub.Request.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The requests that cannot be answered yet, each with what it waits for. Nobody waits here for ever. */
final class WaitingRoom {
    /**
     * How long one may wait for a position that this hub has not reached, or for the answer to a load. Well below the 5
     * seconds after which clients stop waiting for a reply: an answer that comes later is heard by nobody.
     */
    static final long PATIENCE_MILLIS = 3_000;

    /** All, the longest waiting first. */
    private final TreeSet<Request> all =
            new TreeSet<>(Comparator.<Request>comparingLong(request -> request.waitingSince)
                    .thenComparingLong(request -> request.number));

    /** Those who wait for a position, the nearest first. */
    private final TreeSet<Request> ahead =
            new TreeSet<>(Comparator.comparingLong(Request::sinceOffset).thenComparingLong(request -> request.number));

    private int questions;

    int size() {
        return all.size();
    }

    /** How many of them are to become live. */
    int subscriptions() {
        return all.size() - questions;
    }

    /**
     * Takes one in. It may have waited for something else before: its patience is one for all, beginning with the first
     * that it has to be patient about.
     *
     * @param channel where it waits; none as long as it waits for the first order
     */
    void add(Request request, State state, @Nullable Channel channel, long now) {
        if (request.state == State.ORDER) {
            request.waitingSince = now;
        }
        request.state = state;
        request.channel = channel;
        all.add(request);
        questions += request instanceof Question ? 1 : 0;
        if (state == State.POSITION) {
            ahead.add(request);
        }
        if (channel != null) {
            channel.waiting.add(request);
        }
    }

    void remove(Request request) {
        all.remove(request);
        questions -= request instanceof Question ? 1 : 0;
        if (request.state == State.POSITION) {
            ahead.remove(request);
        }
        if (request.channel != null) {
            request.channel.waiting.remove(request);
        }
    }

    /** Takes all out. */
    List<Request> clear() {
        List<Request> former = List.copyOf(all);
        former.forEach(this::remove);
        return former;
    }

    /** Takes out one that waited for this offset or an earlier one. */
    @Nullable Request pollReached(long offset) {
        if (ahead.isEmpty() || ahead.first().sinceOffset() > offset) {
            return null;
        }
        Request reached = ahead.first();
        remove(reached);
        return reached;
    }

    /** Those who have waited long enough. For the first order everybody waits as long as it takes. */
    List<Request> impatient(long now) {
        List<Request> impatient = new ArrayList<>();
        for (Request request : all) {
            if (now - request.waitingSince < PATIENCE_MILLIS) {
                break;
            }
            if (request.state != State.ORDER) {
                impatient.add(request);
            }
        }
        return impatient;
    }
}
