package dev.gapless.gateway.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** How replies are told apart in an answer that does not end. */
enum Framing {
    /** Each reply carries its length already. */
    NONE {
        @Override
        ByteBuffer frame(ByteBuffer replies, boolean first) {
            return replies;
        }
    },
    /** Each reply is a line. */
    LINES {
        @Override
        ByteBuffer frame(ByteBuffer replies, boolean first) {
            return ByteBuffer.allocate(replies.remaining() + 1)
                    .put(replies)
                    .put(LINE_END)
                    .flip();
        }
    },
    /** Each reply is an event of the kind that browsers call server-sent. */
    EVENTS {
        @Override
        ByteBuffer frame(ByteBuffer replies, boolean first) {
            int count = 1;
            for (int i = replies.position(); i < replies.limit(); i++) {
                if (replies.get(i) == LINE_END) {
                    count++;
                }
            }
            // The line ends are there already, between the replies.
            ByteBuffer framed =
                    ByteBuffer.allocate(OPENING.length + replies.remaining() + count * (DATA.length + 1) + 1);
            framed.put(first ? OPENING : NOTHING).put(DATA);
            while (replies.hasRemaining()) {
                byte next = replies.get();
                framed.put(next);
                if (next == LINE_END) {
                    framed.put(LINE_END).put(DATA);
                }
            }
            return framed.put(LINE_END).put(LINE_END).flip();
        }
    };

    private static final byte LINE_END = '\n';
    private static final byte[] NOTHING = {};
    private static final byte[] OPENING = {'\r', '\n'};
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);

    /**
     * The replies, one a line if they are text, as they go over the network.
     *
     * @param first whether nothing has been written yet
     */
    abstract ByteBuffer frame(ByteBuffer replies, boolean first);
}
