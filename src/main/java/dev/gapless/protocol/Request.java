package dev.gapless.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command asks for. Absent fields are empty, zero or false, as the protocol leaves out such values. Data is bytes
 * as they came: in JSON frames the text of one value, without raw newlines.
 */
public sealed interface Request {

    /** The answer to a ping; has no id and no reply. */
    record Pong() implements Request {}

    /**
     * The first command of a connection.
     *
     * @param token the connection token
     * @param name of the client's software
     * @param version of the client's software
     * @param headers stand in for HTTP headers that the client cannot set
     * @param subs by channel, where server-side subscriptions had come to
     */
    record Connect(
            String token,
            byte[] data,
            String name,
            String version,
            Map<String, String> headers,
            Map<String, Resume> subs)
            implements Request {}

    /** Where a server-side subscription goes on; fields as in {@link Subscribe}. */
    record Resume(boolean recover, long offset, String epoch, String delta) {}

    /**
     * Asks for a channel's publications.
     *
     * @param token a subscription token
     * @param recover whether to hand out what was missed since {@code offset} and {@code epoch}
     * @param epoch empty matches every epoch
     * @param positioned asks the server to watch that nothing is missed
     * @param recoverable asks for a position to come back with
     * @param joinLeave asks to hear who comes and goes
     * @param delta the delta format that the client understands; empty for none
     * @param flag bits, see {@link #rejectsUnrecovered}
     * @param type the kind of subscription; 0 is a stream
     * @param filtered whether a filter by tags was sent
     */
    record Subscribe(
            String channel,
            String token,
            byte[] data,
            boolean recover,
            long offset,
            String epoch,
            boolean positioned,
            boolean recoverable,
            boolean joinLeave,
            String delta,
            long flag,
            long type,
            boolean filtered)
            implements Request {
        private static final long REJECT_UNRECOVERED = 2;

        /** Whether the client wants an error rather than a subscription that could not be recovered. */
        public boolean rejectsUnrecovered() {
            return (flag & REJECT_UNRECOVERED) != 0;
        }
    }

    /** Ends a subscription. */
    record Unsubscribe(String channel) implements Request {}

    /** Adds a publication to a channel. */
    record Publish(String channel, byte[] data) implements Request {}

    /** Asks who is in a channel. */
    record Presence(String channel) implements Request {}

    /** Asks how many are in a channel. */
    record PresenceStats(String channel) implements Request {}

    /**
     * Asks for a channel's publications of the past.
     *
     * @param limit the most to be answered: 0 for none but the position, negative for all
     * @param since the position after which (in reverse: before which) to begin; null for the whole stream
     * @param reverse newest first
     */
    record History(String channel, int limit, @Nullable Since since, boolean reverse) implements Request {}

    /**
     * A place in a channel's stream.
     *
     * @param epoch empty matches every epoch
     */
    record Since(long offset, String epoch) {}

    /** A command that no client sends. */
    record Ping() implements Request {}

    /** An asynchronous message; has no reply, and needs no id. */
    record Send(byte[] data) implements Request {}

    /** Calls a procedure of the application. */
    record Rpc(String method, byte[] data) implements Request {}

    /** Brings a new connection token before the old one expires. */
    record Refresh(String token) implements Request {}

    /** Brings a new subscription token before the old one expires. */
    record SubRefresh(String channel, String token) implements Request {}
}
