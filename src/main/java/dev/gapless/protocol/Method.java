package dev.gapless.protocol;

import java.util.Locale;

/** The methods of a command. When a command names several, the first in this order is meant. */
public enum Method {
    CONNECT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    PUBLISH,
    PRESENCE,
    PRESENCE_STATS,
    HISTORY,
    PING,
    SEND,
    RPC,
    REFRESH,
    SUB_REFRESH;

    private final String field = name().toLowerCase(Locale.ROOT);

    /** The name in a command, and of the result in its reply. */
    public String field() {
        return field;
    }
}
