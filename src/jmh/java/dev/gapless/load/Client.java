package dev.gapless.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;

/**
 * One client of the protocol, without its socket: it is told what has come and says what to send. It checks that its
 * channel brings each message once and in order, and knows how to go on from where it was.
 */
final class Client {
    private enum State {
        AWAY,
        UPGRADING,
        JOINING,
        LIVE
    }

    private static final byte[] OFFSET = "\"offset\":".getBytes(US_ASCII);
    private static final byte[] SUBSCRIBE = "\"subscribe\":{".getBytes(US_ASCII);
    private static final byte[] RECOVERED = "\"recovered\":true".getBytes(US_ASCII);
    private static final byte[] EPOCH = "\"epoch\":\"".getBytes(US_ASCII);
    private static final byte[] ERROR = "\"error\":{".getBytes(US_ASCII);
    private static final byte[] DISCONNECT = "\"disconnect\":{".getBytes(US_ASCII);
    private static final byte[] UNSUBSCRIBE = "\"unsubscribe\":{".getBytes(US_ASCII);
    private static final byte[] PONG = WebSocketFrame.text("{}");

    private final long user;
    private final String token;
    private final Tally tally;
    private final int contentLength;

    private State state = State.AWAY;
    private String epoch = "";
    private long offset;
    private int number;

    /** @param contentLength of a message, of which only the beginning is looked at */
    Client(long user, String token, Tally tally, int contentLength) {
        this.user = user;
        this.token = token;
        this.tally = tally;
        this.contentLength = contentLength;
    }

    /** The socket stands; what to send first. */
    byte[] opened(int port) {
        state = State.UPGRADING;
        return WebSocketFrame.handshake(port);
    }

    /** The socket is gone. True if that ended a subscription or the way to one. */
    boolean closed() {
        boolean wasAway = state == State.AWAY;
        if (state == State.LIVE) {
            tally.changeLive(-1);
        }
        state = State.AWAY;
        return !wasAway;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    long user() {
        return user;
    }

    /**
     * Takes what it can of what has come: the answer to the handshake, or whole frames.
     *
     * @return how many bytes were taken
     */
    int received(byte[] bytes, int from, int end, Clients.Sender sender) throws IOException {
        int at = from;
        if (state == State.UPGRADING) {
            at = upgraded(bytes, from, end, sender);
            if (at == from) {
                return 0;
            }
        }
        for (int length = WebSocketFrame.length(bytes, at, end);
                length >= 0 && end - at >= length;
                length = WebSocketFrame.length(bytes, at, end)) {
            int payload = WebSocketFrame.payload(bytes, at);
            if (WebSocketFrame.isText(bytes[at])) {
                lines(bytes, payload, at + length, sender);
            } else {
                tally.broken(this + " got a frame " + WebSocketFrame.describe(bytes, at, length));
            }
            at += length;
        }
        return at - from;
    }

    private int upgraded(byte[] bytes, int from, int end, Clients.Sender sender) throws IOException {
        for (int i = from; i + 3 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                String head = new String(bytes, from, i - from, ISO_8859_1);
                if (!head.startsWith("HTTP/1.1 101 ")) {
                    tally.broken(
                            this + " was refused: " + head.lines().findFirst().orElse(""));
                }
                state = State.JOINING;
                sender.send(WebSocketFrame.text(connectAndSubscribe()));
                return i + 4;
            }
        }
        return from;
    }

    private String connectAndSubscribe() {
        String since =
                epoch.isEmpty() ? "" : ",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d".formatted(epoch, offset);
        return """
                {"id":1,"connect":{"token":"%s","name":"load"}}
                {"id":2,"subscribe":{"channel":"personal:%d"%s}}""".formatted(token, user, since);
    }

    private void lines(byte[] bytes, int from, int end, Clients.Sender sender) throws IOException {
        int start = from;
        for (int i = from; i <= end; i++) {
            if (i == end || bytes[i] == '\n') {
                line(bytes, start, i, sender);
                start = i + 1;
            } else if (bytes[i] == '#') {
                i += contentLength - 1;
            }
        }
    }

    private void line(byte[] bytes, int start, int end, Clients.Sender sender) throws IOException {
        if (end - start == 2) {
            sender.send(PONG);
        } else if (state == State.LIVE) {
            if (!publications(bytes, start, end) && isEnd(bytes, start, end)) {
                unexpected(bytes, start, end);
            }
        } else if (indexOf(SUBSCRIBE, bytes, start, end) >= 0) {
            subscribed(bytes, start, end);
        } else if (isEnd(bytes, start, end)) {
            unexpected(bytes, start, end);
        }
    }

    private void subscribed(byte[] bytes, int start, int end) {
        boolean recovering = !epoch.isEmpty();
        if (recovering && indexOf(RECOVERED, bytes, start, end) < 0) {
            tally.broken(this + " was not recovered");
        }
        if (!recovering) {
            number = tally.posted();
            int from = indexOf(EPOCH, bytes, start, end) + EPOCH.length;
            int to = from;
            while (bytes[to] != '"') {
                to++;
            }
            epoch = new String(bytes, from, to - from, US_ASCII);
        }
        state = State.LIVE;
        tally.changeLive(1);
        publications(bytes, start, end);
    }

    /** A message's number comes before its offset; there are offsets without a message, too. False if there is none. */
    private boolean publications(byte[] bytes, int start, int end) {
        boolean any = false;
        boolean message = false;
        for (int i = start; i < end; i++) {
            if (bytes[i] == '#') {
                message(Marker.numberAt(bytes, i, end));
                message = true;
                i += contentLength - 1;
            } else if (bytes[i] == '"' && startsWith(OFFSET, bytes, i, end)) {
                long place = 0;
                for (i += OFFSET.length; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                    place = place * 10 + (bytes[i] - '0');
                }
                if (message && place <= offset) {
                    tally.broken(this + " got offset " + place + " after " + offset);
                }
                offset = Math.max(offset, place);
                message = false;
                any = true;
            }
        }
        return any;
    }

    private void message(int next) {
        if (next != number + 1) {
            tally.broken(this + " got message " + next + " after " + number);
        }
        number = Math.max(number, next);
        tally.arrived(next);
    }

    private static boolean isEnd(byte[] bytes, int start, int end) {
        return indexOf(ERROR, bytes, start, end) >= 0
                || indexOf(DISCONNECT, bytes, start, end) >= 0
                || indexOf(UNSUBSCRIBE, bytes, start, end) >= 0;
    }

    private void unexpected(byte[] bytes, int start, int end) {
        tally.broken(this + " was told " + new String(bytes, start, Math.min(200, end - start), ISO_8859_1));
    }

    private static int indexOf(byte[] what, byte[] bytes, int start, int end) {
        for (int i = start; i + what.length <= end; i++) {
            if (startsWith(what, bytes, i, end)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] what, byte[] bytes, int at, int end) {
        return end - at >= what.length && Arrays.equals(bytes, at, at + what.length, what, 0, what.length);
    }

    @Override
    public String toString() {
        return "user " + user;
    }
}
