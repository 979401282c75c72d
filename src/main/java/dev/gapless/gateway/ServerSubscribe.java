package dev.gapless.gateway;

import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.hub.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * How the server subscribes a client.
 *
 * @param since hand out what came after this; null to begin at the present
 * @param delta whether the client may be sent patches, if the channel allows it
 * @param expires until when; see {@link Expiry}
 * @param details what is told to others and to the client, and what shall be otherwise than the channel's options say
 */
public record ServerSubscribe(@Nullable StreamPosition since, boolean delta, long expires, ChannelClaims details) {
    /** From the present on, with the channel's options. */
    public static final ServerSubscribe PLAIN = new ServerSubscribe(null, false, Expiry.NEVER, ChannelClaims.NONE);
}
