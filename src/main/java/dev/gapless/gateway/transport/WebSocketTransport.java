package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.Session;
import dev.gapless.gateway.Transport;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Disconnect;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * A session on a WebSocket, at the level of frames: what Jetty's and Spring's message APIs keep for each connection is
 * several times what the connection itself needs.
 *
 * <p>Frames come one at a time; the next is asked for when the last one has been dealt with, so a client that sends
 * faster than it is served is slowed down by the network. Every frame counts, since a ping, or a piece of a message, is
 * less work to send than to receive.
 */
final class WebSocketTransport implements FrameHandler, Transport {
    private static final int LARGE_PIECE = 1024;

    private final Gateway gateway;
    private final Codec codec;
    private final int messageSize;
    private String address;
    private @Nullable CoreSession socket;
    private @Nullable Session receiver;

    /** What has come of a message in several frames; null between messages. */
    private @Nullable ByteArrayOutputStream partial;

    /** @param address the client's */
    WebSocketTransport(Gateway gateway, Codec codec, String address) {
        this.gateway = gateway;
        this.codec = codec;
        this.address = address;
        this.messageSize = (int) gateway.settings().messageSize().toBytes();
    }

    @Override
    public void onOpen(CoreSession coreSession, Callback callback) {
        socket = coreSession;
        receiver = gateway.open(this, address);
        address = ""; // not kept for the life of the connection
        callback.succeeded();
        coreSession.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (frame.getOpCode() == OpCode.CLOSE) {
            callback.succeeded();
            return;
        }
        if (!isWelcome(frame)) {
            partial = null;
            callback.succeeded();
            next();
            return;
        }
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> data(frame, callback);
            case OpCode.BINARY -> {
                if (codec.binary()) {
                    data(frame, callback);
                } else {
                    receiver().disconnect(Disconnect.INAPPROPRIATE_PROTOCOL);
                    callback.succeeded();
                    next();
                }
            }
            case OpCode.PING -> {
                // The next frame is asked for when the pong is out: pings do not pile up answers.
                ByteBuffer payload = BufferUtil.copy(frame.getPayload());
                callback.succeeded();
                socket().sendFrame(new Frame(OpCode.PONG, payload), Callback.from(this::next, e -> {}), false);
            }
            default -> {
                callback.succeeded();
                next();
            }
        }
    }

    /**
     * A long frame is handed over in pieces, as the network brings them, of which only the first counts, and perhaps what is
     * left at the end. Small pieces count, since a client may make them itself.
     */
    private boolean isWelcome(Frame frame) {
        boolean goesOn = frame.getOpCode() == OpCode.CONTINUATION && frame.getPayloadLength() >= LARGE_PIECE;
        return goesOn ? !receiver().isOver() : receiver().frame();
    }

    private void data(Frame frame, Callback callback) {
        int length = frame.getPayloadLength() + (partial == null ? 0 : partial.size());
        if (length > messageSize) {
            partial = null;
            callback.failed(new MessageTooLargeException("more than " + messageSize + " bytes"));
            return;
        }
        byte[] bytes = BufferUtil.toArray(frame.getPayload());
        callback.succeeded();
        if (frame.isFin() && partial == null) {
            receiver().received(bytes, this::next);
            return;
        }
        if (partial == null) {
            partial = new ByteArrayOutputStream(2 * bytes.length);
        }
        partial.writeBytes(bytes);
        if (frame.isFin()) {
            byte[] message = partial.toByteArray();
            partial = null;
            receiver().received(message, this::next);
        } else {
            next();
        }
    }

    private void next() {
        socket().demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(org.eclipse.jetty.websocket.core.CloseStatus status, Callback callback) {
        receiver().closed();
        callback.succeeded();
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public void send(ByteBuffer frame, Runnable done) {
        byte kind = codec.binary() ? OpCode.BINARY : OpCode.TEXT;
        socket().sendFrame(new Frame(kind, frame), Callback.from(done, e -> {}), false);
    }

    @Override
    public void close(Disconnect why) {
        socket().close(why.code(), why.reason(), Callback.NOOP);
    }

    @Override
    public void abort() {
        socket().abort();
    }

    private CoreSession socket() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    private Session receiver() {
        if (receiver == null) {
            throw new IllegalStateException("not open");
        }
        return receiver;
    }
}
