package dev.gapless.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** As much of RFC 6455 as the clients of a load run need. */
final class WebSocketFrame {
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_TWO_BYTES = 126;
    private static final int LENGTH_IN_EIGHT_BYTES = 127;

    private WebSocketFrame() {}

    /** The request that asks for a WebSocket. */
    static byte[] handshake(int port) {
        return """
                GET /connection/websocket HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.formatted(port).getBytes(ISO_8859_1);
    }

    /** A client's message. Its mask is zero, so that the payload stands as it is. */
    static byte[] text(String message) {
        byte[] payload = message.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) (FIN | TEXT));
        if (payload.length < LENGTH_IN_TWO_BYTES) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | LENGTH_IN_TWO_BYTES)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** How long the server's frame is that begins here; -1 if that has not come yet. */
    static int length(byte[] bytes, int at, int end) {
        if (end - at < 2 || end - at < head(bytes, at)) {
            return -1;
        }
        int length = bytes[at + 1] & 0x7f;
        ByteBuffer head = ByteBuffer.wrap(bytes);
        long payload = switch (length) {
            case LENGTH_IN_TWO_BYTES -> head.getShort(at + 2) & 0xffff;
            case LENGTH_IN_EIGHT_BYTES -> head.getLong(at + 2);
            default -> length;
        };
        return Math.toIntExact(head(bytes, at) + payload);
    }

    /** Where the payload of the frame begins. */
    static int payload(byte[] bytes, int at) {
        return at + head(bytes, at);
    }

    static boolean isText(byte first) {
        return first == (byte) (FIN | TEXT);
    }

    /** What is to be said of a frame that nobody expected. */
    static String describe(byte[] bytes, int at, int length) {
        int payload = payload(bytes, at);
        if ((bytes[at] & 0xf) == CLOSE && length > 2) {
            int code = ByteBuffer.wrap(bytes).getShort(payload) & 0xffff;
            return "that closes with " + code + " " + new String(bytes, payload + 2, at + length - payload - 2, UTF_8);
        }
        return "of type " + (bytes[at] & 0xf);
    }

    private static int head(byte[] bytes, int at) {
        return switch (bytes[at + 1] & 0x7f) {
            case LENGTH_IN_TWO_BYTES -> 4;
            case LENGTH_IN_EIGHT_BYTES -> 10;
            default -> 2;
        };
    }
}
