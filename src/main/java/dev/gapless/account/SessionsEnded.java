package dev.gapless.account;

import org.jspecify.annotations.Nullable;

/**
 * Published in {@link #TOPIC} as JSON when logins end: connections made with them have to go.
 *
 * @param user whose logins
 * @param session the login that ended; null for all of the user's
 */
public record SessionsEnded(long user, @Nullable String session) {
    /** The topic, and the name of the channel that follows just it; never open to clients. */
    public static final String TOPIC = "gapless:sessions";
}
