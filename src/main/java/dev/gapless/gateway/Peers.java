package dev.gapless.gateway;

import dev.gapless.protocol.ClientInfo;
import java.util.Map;
import java.util.function.Consumer;

/** The other servers, as far as {@link Attendance} needs them: clients of one channel may be connected to several. */
public interface Peers {
    /** For a server that is alone. */
    Peers NONE = new Peers() {
        @Override
        public void joined(String channel, ClientInfo who) {}

        @Override
        public void left(String channel, ClientInfo who) {}

        @Override
        public void presence(String channel, Consumer<Map<String, ClientInfo>> answer) {
            answer.accept(Map.of());
        }
    };

    /** Tells the other servers that somebody has come here. One call at a time, in order; does not wait. */
    void joined(String channel, ClientInfo who);

    /** Tells the other servers that somebody has gone from here; likewise. */
    void left(String channel, ClientInfo who);

    /**
     * Asks the other servers who is in a channel. Does not wait.
     *
     * @param answer told once, on any thread, what has been heard in time: clients by their ids
     */
    void presence(String channel, Consumer<Map<String, ClientInfo>> answer);
}
