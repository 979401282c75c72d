package dev.gapless.gateway;

import dev.gapless.protocol.Codec;
import dev.gapless.protocol.Disconnect;
import java.nio.ByteBuffer;

/** How a session reaches its client. No call waits for the network. */
public interface Transport {

    /** The form of the protocol that is spoken here. */
    Codec codec();

    /**
     * Names the session to its client, if the client sends its commands apart from this connection; else empty.
     */
    default String session() {
        return "";
    }

    /**
     * Sends a frame. There is one at a time: the next is sent after this one is done.
     *
     * @param frame left alone until it is done
     * @param done runs when the frame has been handed to the network, on any thread and possibly before this returns;
     *     never when the connection breaks
     */
    void send(ByteBuffer frame, Runnable done);

    /** Says goodbye after all that was sent, and closes when the client has heard it. */
    void close(Disconnect why);

    /** Drops the connection at once, whatever its client does. Idempotent. */
    void abort();
}
