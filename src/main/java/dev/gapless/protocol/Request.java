package dev.gapless.protocol;

/** What a command asks for. Absent fields are empty, zero or false, as the protocol leaves out such values. */
public sealed interface Request {

    /** The answer to a ping; has no id and no reply. */
    record Pong() implements Request {}

    /**
     * The first command of a connection.
     *
     * @param token the connection token; empty when none was sent
     */
    record Connect(String token) implements Request {}

    /**
     * Asks for a channel's publications.
     *
     * @param token a subscription token; empty when none was sent
     * @param recover whether to hand out what was missed since {@code offset} and {@code epoch}
     * @param epoch empty matches every epoch
     * @param delta the delta format that the client understands; empty for none
     * @param flag bits, see {@link #rejectsUnrecovered}
     * @param type the kind of subscription; 0 is a stream
     * @param filtered whether a filter by tags was sent
     */
    record Subscribe(
            String channel,
            String token,
            boolean recover,
            long offset,
            String epoch,
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

    /** Brings a new connection token before the old one expires. */
    record Refresh(String token) implements Request {}

    /** A method of the protocol whose parameters are not looked at, since it is not offered. */
    record Other(Method method) implements Request {}
}
