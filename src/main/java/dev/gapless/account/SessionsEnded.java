package dev.gapless.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Published in {@link #TOPIC} as JSON when logins end: connections made with them have to go.
 *
 * @param user whose logins
 * @param session the login that ended; null for all of the user's
 * @param except of all, the one that goes on; null for none
 */
public record SessionsEnded(
        long user,
        @Nullable String session,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String except) {
    /** The topic, and the name of the channel that follows just it; never open to clients. */
    public static final String TOPIC = "gapless:sessions";

    public SessionsEnded(long user, @Nullable String session) {
        this(user, session, null);
    }
}
