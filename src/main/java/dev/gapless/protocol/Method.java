package dev.gapless.protocol;

import java.util.Locale;

/** The methods of a command. When a command names several, the first in this order is meant. */
enum Method {
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

    /** The name in a command. */
    String field() {
        return field;
    }
}
