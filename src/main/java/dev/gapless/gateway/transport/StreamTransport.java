package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.Session;
import dev.gapless.gateway.Transport;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Disconnect;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A session on an HTTP answer that does not end. The first that its client has to say comes with the request, all else in
 * requests of their own, to the {@link EmulationEndpoint}.
 *
 * <p>The answer's status goes out with the first frame: until then the request can still be refused.
 */
final class StreamTransport implements Transport {
    private enum State {
        OPEN,
        ANSWERING,
        OVER
    }

    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    /** How many of the longest messages may wait to be dealt with. */
    private static final int MESSAGES_WAITING = 4;

    private final Gateway gateway;
    private final EmulatedSessions sessions;
    private final Codec codec;
    private final int messageSize;
    private final String name;
    private final Exchange exchange;
    private State state = State.OPEN;
    private @Nullable Session session;

    StreamTransport(
            Gateway gateway,
            EmulatedSessions sessions,
            Codec codec,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.gateway = gateway;
        this.sessions = sessions;
        this.codec = codec;
        this.messageSize = (int) gateway.settings().messageSize().toBytes();
        this.name = sessions.newName();
        this.exchange = new Exchange(request, response, this::ended);
        exchange.limitSendBuffer((int) gateway.settings().sendBufferSize().toBytes());
    }

    /** Opens the session with what the body of the request says, when it is there. */
    void openWithBody(String address) {
        Inbox inbox = open(address);
        Body.read(exchange.body(), messageSize, outcome -> {
            switch (outcome) {
                case Body.Outcome.Whole whole -> inbox.offer(whole.bytes());
                case Body.Outcome.TooLong tooLong -> refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
                case Body.Outcome.Broken broken -> abort();
            }
        });
    }

    /** Opens the session with a message. */
    void openWith(byte[] message, String address) {
        open(address).offer(message);
    }

    private Inbox open(String address) {
        Session opened = gateway.open(this, address);
        Inbox inbox = new Inbox(opened, (long) MESSAGES_WAITING * messageSize);
        sessions.add(name, inbox);
        synchronized (this) {
            session = opened;
        }
        if (isOver()) {
            ended(); // once more, now that there is something to end
        }
        return inbox;
    }

    private void refuse(int status) {
        boolean uncommitted;
        synchronized (this) {
            uncommitted = state == State.OPEN;
            state = State.OVER;
        }
        if (uncommitted) {
            exchange.answer(status);
        } else {
            abort();
        }
    }

    private void ended() {
        Session gone;
        synchronized (this) {
            state = State.OVER;
            gone = session;
        }
        if (gone != null) {
            sessions.remove(name);
            gone.closed();
        }
    }

    private synchronized boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public String session() {
        return name;
    }

    @Override
    public void send(ByteBuffer frame, Runnable done) {
        boolean first;
        synchronized (this) {
            if (state == State.OVER) {
                return;
            }
            first = state == State.OPEN;
            state = State.ANSWERING;
        }
        exchange.write(first && codec == Codecs.JSON_EVENTS ? withEmptyLine(frame) : frame, done);
    }

    /** The protocol wants events to begin with an empty line. */
    private static ByteBuffer withEmptyLine(ByteBuffer frame) {
        return ByteBuffer.allocate(EMPTY_LINE.length + frame.remaining())
                .put(EMPTY_LINE)
                .put(frame)
                .flip();
    }

    /** Ends the answer: the reason was the last that it said. */
    @Override
    public void close(Disconnect why) {
        if (!isOver()) {
            exchange.complete();
        }
    }

    @Override
    public void abort() {
        exchange.abort();
    }
}
