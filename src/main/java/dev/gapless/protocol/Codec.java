package dev.gapless.protocol;

import java.util.List;

/**
 * One form of the protocol on the wire. What differs between connections of that form is not here, so one codec serves
 * all of them. Safe for use by many threads.
 */
public interface Codec {

    /**
     * Reads a frame: one command or more.
     *
     * @param frame not changed, and not kept
     * @throws MalformedFrameException for everything that is not that; nothing else is thrown, whatever the bytes are
     */
    List<Command> decode(byte[] frame) throws MalformedFrameException;

    /**
     * Reads a frame with the address of the session that it is for.
     *
     * @throws MalformedFrameException when it is not that; nothing is said about the frame in it
     */
    EmulatedFrame decodeEmulated(byte[] body) throws MalformedFrameException;

    /** Adds a reply to what the buffer holds, so that all of it is one frame. */
    void encode(Reply reply, FrameBuffer out);

    /** Whether frames are bytes rather than text. */
    boolean binary();
}
