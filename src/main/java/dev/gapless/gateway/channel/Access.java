package dev.gapless.gateway.channel;

import dev.gapless.hub.Guard;
import dev.gapless.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Whether a client may do what it asks for. */
public sealed interface Access {
    /**
     * It may.
     *
     * @param guard what has to hold as long as the client is subscribed; null for nothing
     */
    record Granted(@Nullable Guard guard) implements Access {}

    record Refused(ErrorCode why) implements Access {}
}
