package dev.gapless.gateway.channel;

import dev.gapless.hub.Retention;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The options of one namespace of channels, as they are configured; a channel offers nothing that is not said here. An
 * anonymous client is one without a user id: what is allowed to clients or subscribers is allowed to it only if it is
 * allowed to anonymous ones, too.
 *
 * @param historySize how many publications a channel keeps, at the most; 0 for none
 * @param historyTtl for how long it keeps them; zero for none
 * @param forceRecovery every subscriber is handed what it missed; needs a history
 * @param forcePositioning every subscriber is told its position; needs a history
 * @param allowRecovery subscribers may ask for recovery
 * @param allowPositioning subscribers may ask for their position
 * @param presence who is subscribed can be asked for
 * @param joinLeave who comes and goes is told to those who ask to hear it
 * @param forcePushJoinLeave it is told to every subscriber
 * @param delta publications may be sent as Fossil patches against the one before
 * @param allowSubscribeForClient clients may subscribe without a token
 * @param allowUserLimitedChannels the users named in a channel such as {@code dialog#42,43} may subscribe to it
 * @param channelRegex what the names of channels look like behind the namespace; found anywhere unless anchored
 */
public record NamespaceSettings(
        @DefaultValue("0") int historySize,
        @DefaultValue("0s") Duration historyTtl,
        @DefaultValue("false") boolean forceRecovery,
        @DefaultValue("false") boolean forcePositioning,
        @DefaultValue("false") boolean allowRecovery,
        @DefaultValue("false") boolean allowPositioning,
        @DefaultValue("false") boolean presence,
        @DefaultValue("false") boolean joinLeave,
        @DefaultValue("false") boolean forcePushJoinLeave,
        @DefaultValue("false") boolean delta,
        @DefaultValue("false") boolean allowSubscribeForClient,
        @DefaultValue("false") boolean allowSubscribeForAnonymous,
        @DefaultValue("false") boolean allowPublishForSubscriber,
        @DefaultValue("false") boolean allowPublishForClient,
        @DefaultValue("false") boolean allowPublishForAnonymous,
        @DefaultValue("false") boolean allowPresenceForSubscriber,
        @DefaultValue("false") boolean allowPresenceForClient,
        @DefaultValue("false") boolean allowPresenceForAnonymous,
        @DefaultValue("false") boolean allowHistoryForSubscriber,
        @DefaultValue("false") boolean allowHistoryForClient,
        @DefaultValue("false") boolean allowHistoryForAnonymous,
        @DefaultValue("false") boolean allowUserLimitedChannels,
        @Nullable String channelRegex) {
    public NamespaceSettings {
        // While properties are bound, so that a broken rule is shown with the namespace that it is about.
        require(historySize >= 0, "history-size must not be negative");
        require(!historyTtl.isNegative(), "history-ttl must not be negative");
        require(
                (historySize > 0) == (historyTtl.toMillis() > 0),
                "history-size and history-ttl must both be positive, or neither");
        require(historySize > 0 || !forceRecovery, "force-recovery needs a history-size and a history-ttl");
        require(historySize > 0 || !forcePositioning, "force-positioning needs a history-size and a history-ttl");
        try {
            Pattern.compile(pattern(channelRegex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("channel-regex is not a regular expression: " + e.getDescription());
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    private static String pattern(@Nullable String regex) {
        return regex == null ? "" : regex;
    }

    /** The namespace with these options. */
    Namespace toNamespace(String name) {
        return new Namespace(
                name,
                new Offers(
                        new Retention(historySize, historyTtl),
                        Feature.of(forceRecovery, allowRecovery),
                        Feature.of(forcePositioning, allowPositioning),
                        presence,
                        joinLeave,
                        forcePushJoinLeave,
                        delta),
                new Rights(
                        new Audience(false, allowSubscribeForClient, allowSubscribeForAnonymous),
                        new Audience(allowPublishForSubscriber, allowPublishForClient, allowPublishForAnonymous),
                        new Audience(allowPresenceForSubscriber, allowPresenceForClient, allowPresenceForAnonymous),
                        new Audience(allowHistoryForSubscriber, allowHistoryForClient, allowHistoryForAnonymous)),
                allowUserLimitedChannels ? Entry.LISTED_USERS : Entry.BY_RIGHT,
                Content.ANY,
                Pattern.compile(pattern(channelRegex)));
    }
}
