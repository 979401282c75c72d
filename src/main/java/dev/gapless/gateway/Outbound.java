package dev.gapless.gateway;

import dev.gapless.gateway.Deadlines.Deadline;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.FrameBuffer;
import dev.gapless.protocol.Reply;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client.
 *
 * <p>Anyone may offer a reply, among them the hub's thread: that is an append and, if nothing is on its way, a note to
 * the {@link Writers}. A writer encodes what waits into one frame and hands it to the transport; while the frame is
 * under way, more gathers here and becomes the next frame. So there is at most one frame in flight, a busy client gets
 * fewer and larger frames, and no thread waits for a client.
 *
 * <p>The queue is bounded by the bytes that wait behind the frame in flight. A client that exceeds the bound is too
 * slow, and is told apart from the one that has just asked for much: the publications of a recovery are not counted,
 * since a recovery that could not be delivered would be asked for again, without end. While they wait, their bytes are the
 * hub's; what they take once they are written is bounded for all clients together ({@link LongReplies}), and in time.
 */
final class Outbound implements Runnable {
    private static final int FRAME_SIZE = 32 * 1024;
    private static final int FRAMES_PER_TURN = 16;

    /** A stuck connection is given a second for each so many bytes that are being written. */
    private static final int SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    /** A client that hears nothing for about as long has given up by itself, so there is no use in waiting longer. */
    private static final long LONGEST_WRITE_MILLIS = 30_000;

    /** The most bytes of a frame that is of no account among long replies. */
    private static final int SHORT_FRAME = 4 * FRAME_SIZE;

    private enum Sending {
        NOTHING,
        STARTING,
        DONE_AT_ONCE,
        IN_FLIGHT
    }

    private final Session session;
    private final Transport transport;
    private final Codec codec;
    private final Writers writers;
    private final GatewayMetrics metrics;
    private final GatewaySettings settings;
    private final LongReplies longReplies;
    private final Runnable sent = this::sent;

    private final ArrayDeque<Reply> queue = new ArrayDeque<>(2);
    private long queued;
    private boolean scheduled;

    /** Whether replies gather behind one that is still to come. */
    private boolean held;

    private boolean accepting = true;
    private boolean discarded;

    /** Of the frame in flight, if it is a long one. */
    private long longBytes;

    private @Nullable Disconnect last;
    private Sending sending = Sending.NOTHING;

    Outbound(Session session, Transport transport, Gateway gateway) {
        this.session = session;
        this.transport = transport;
        this.codec = transport.codec();
        this.writers = gateway.writers();
        this.metrics = gateway.metrics();
        this.settings = gateway.settings();
        this.longReplies = gateway.longReplies();
    }

    /** Adds a reply; false if it does not fit. After the end, replies are dropped. */
    boolean offer(Reply reply) {
        int weight = Weights.of(reply);
        synchronized (this) {
            if (!accepting) {
                return true;
            }
            if (queued > 0 && queued + weight > settings.queueSize().toBytes()) {
                return false;
            }
            queued += weight;
            queue.add(reply);
            if (scheduled || held) {
                return true;
            }
            scheduled = true;
        }
        writers.execute(this);
        return true;
    }

    /** Lets replies gather until there is the one that has to come first. */
    synchronized void hold() {
        held = true;
    }

    /** Sends the first reply, and then what has gathered. */
    void release(Reply first) {
        synchronized (this) {
            if (!accepting) {
                return;
            }
            held = false;
            queued += Weights.of(first);
            queue.addFirst(first);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        writers.execute(this);
    }

    /** Accepts no more, sends what waits and the reason, and closes. */
    void finish(Disconnect why) {
        synchronized (this) {
            if (!accepting) {
                return;
            }
            accepting = false;
            last = why;
            if (held) {
                // What has gathered belongs behind a reply that will not come.
                queue.clear();
                queued = 0;
                held = false;
            }
            queue.add(new Reply.DisconnectPush(why));
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        writers.execute(this);
    }

    /** Accepts no more and forgets what waits. */
    void discard() {
        synchronized (this) {
            accepting = false;
            discarded = true;
            last = null;
            queue.clear();
            queued = 0;
        }
        endLong();
    }

    /** Sends what waits, for a while. On a writer. */
    @Override
    public void run() {
        for (int frames = 0; frames < FRAMES_PER_TURN; frames++) {
            if (isLongNext() && !longReplies.mayBegin(this)) {
                return;
            }
            FrameBuffer frame = writers.buffer();
            if (!fill(frame)) {
                return;
            }
            if (!send(frame)) {
                writers.giveBufferAway();
                return;
            }
        }
        writers.execute(this);
    }

    private synchronized boolean isLongNext() {
        Reply next = queue.peek();
        return next != null && Weights.mayBeLong(next);
    }

    private boolean fill(FrameBuffer frame) {
        int count = 0;
        while (frame.size() < FRAME_SIZE) {
            Reply reply = poll(count == 0);
            if (reply == null) {
                break;
            }
            codec.encode(reply, frame);
            count++;
        }
        metrics.sent(count);
        return count > 0;
    }

    /** What follows in a frame has not asked whether it may be long: if that is not for sure, it begins the next frame. */
    private boolean hasToAsk(Reply reply) {
        return Weights.mayBeLong(reply) && longReplies.areFull();
    }

    /** @param idle whether the writer is done with this session when nothing waits */
    private @Nullable Reply poll(boolean idle) {
        Disconnect goodbye;
        synchronized (this) {
            Reply reply = queue.peek();
            if (!idle && (reply == null || hasToAsk(reply))) {
                return null;
            }
            if (reply != null) {
                queue.remove();
                queued -= Weights.of(reply);
                return reply;
            }
            scheduled = false;
            goodbye = last;
            last = null;
        }
        if (goodbye != null) {
            transport.close(goodbye);
        }
        return null;
    }

    /** Whether the frame is already out, and its buffer free. */
    private boolean send(FrameBuffer frame) {
        begin(frame.size());
        transport.send(frame.toByteBuffer(), sent);
        synchronized (this) {
            if (sending == Sending.DONE_AT_ONCE) {
                sending = Sending.NOTHING;
                return true;
            }
            sending = Sending.IN_FLIGHT;
            session.deadlines().set(Deadline.WRITE, timeFor(frame.size()));
            return false;
        }
    }

    private synchronized void begin(int size) {
        sending = Sending.STARTING;
        if (size > SHORT_FRAME && !discarded) {
            longBytes = size;
            longReplies.begun(size);
        }
    }

    private void endLong() {
        long size;
        synchronized (this) {
            size = longBytes;
            longBytes = 0;
        }
        if (size > 0) {
            longReplies.ended(size);
        }
    }

    /** How long the network may take for so many bytes, in ms. */
    private long timeFor(int bytes) {
        // The kernel takes more when it has sent a good part of what it holds from before.
        long ahead = settings.sendBufferSize().toBytes() + bytes;
        long least = settings.writeTimeout().toMillis();
        return Math.max(least, Math.min(LONGEST_WRITE_MILLIS, least + 1_000 * ahead / SLOWEST_BYTES_PER_SECOND));
    }

    private void sent() {
        endLong();
        synchronized (this) {
            if (sending == Sending.STARTING) {
                sending = Sending.DONE_AT_ONCE;
                return;
            }
            sending = Sending.NOTHING;
            session.deadlines().clear(Deadline.WRITE);
        }
        writers.execute(this);
    }
}
