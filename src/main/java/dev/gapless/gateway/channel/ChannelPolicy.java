package dev.gapless.gateway.channel;

import dev.gapless.gateway.channel.Access.Granted;
import dev.gapless.gateway.channel.Access.Refused;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.token.ChannelClaims.Overrides;
import dev.gapless.hub.Guard;
import dev.gapless.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what in a channel. It decides by what it is told, and never waits: it is asked on threads that serve many
 * clients. Users are told apart by their ids; an empty one is an anonymous client.
 */
public final class ChannelPolicy {
    private static final Access GRANTED = new Granted(null);
    private static final Access DENIED = new Refused(ErrorCode.PERMISSION_DENIED);
    private static final Access NOT_OFFERED = new Refused(ErrorCode.NOT_AVAILABLE);

    private final Namespaces namespaces;
    private final boolean insecure;

    /** A policy for these namespaces; an insecure one lets everybody do everything that a channel offers. */
    public ChannelPolicy(Namespaces namespaces, boolean insecure) {
        this.namespaces = namespaces;
        this.insecure = insecure;
    }

    /** Whether a channel can have no such name, however many channels there may be. */
    public boolean isTooLong(String name) {
        return namespaces.isTooLong(name);
    }

    /** Looks a channel up by its name, which may be anything. */
    public Lookup find(String name) {
        return namespaces.find(name);
    }

    /**
     * Whether a client may subscribe.
     *
     * @param token whether it has a valid token for this channel
     */
    public Access subscribe(Channel channel, String user, boolean token) {
        if (channel.isPrivate() && !token) {
            return DENIED; // in insecure mode, too
        }
        if (insecure) {
            return GRANTED;
        }
        return switch (channel.namespace().entry()) {
            case OWNER -> !user.isEmpty() && channel.rest().equals(user) ? GRANTED : DENIED;
            case MEMBERS -> user.isEmpty() ? DENIED : new Granted(new Guard(personal(user), channel.name()));
            case BY_RIGHT, LISTED_USERS -> token || isAllowed(channel, user) ? GRANTED : DENIED;
        };
    }

    private static boolean isAllowed(Channel channel, String user) {
        if (channel.listsUsers()) {
            return channel.lists(user);
        }
        return channel.namespace().rights().subscribe().admits(user, false);
    }

    private static String personal(String user) {
        return Namespaces.PERSONAL + ':' + user;
    }

    /**
     * Whether a client may publish.
     *
     * @param subscribed whether it is subscribed to the channel; likewise below
     */
    public Access publish(Channel channel, String user, boolean subscribed) {
        return permission(channel.namespace().rights().publish(), user, subscribed);
    }

    /** Whether a client may ask who is there. */
    public Access presence(Channel channel, String user, boolean subscribed) {
        return channel.namespace().offers().presence()
                ? permission(channel.namespace().rights().presence(), user, subscribed)
                : NOT_OFFERED;
    }

    /** Whether a client may ask what is held. */
    public Access history(Channel channel, String user, boolean subscribed) {
        return channel.namespace().offers().hasHistory()
                ? permission(channel.namespace().rights().history(), user, subscribed)
                : NOT_OFFERED;
    }

    private Access permission(Audience audience, String user, boolean subscribed) {
        return admits(audience, user, subscribed) ? GRANTED : DENIED;
    }

    private boolean admits(Audience audience, String user, boolean subscribed) {
        return insecure || audience.admits(user, subscribed);
    }

    /**
     * What a subscription that is granted comes with. Of a history that there is not, nothing can be recovered, whatever
     * is wished or overridden.
     */
    public Features features(Channel channel, String user, Wishes wishes, Overrides overrides) {
        Offers offers = channel.namespace().offers();
        Rights rights = channel.namespace().rights();
        boolean recoverable = offers.hasHistory()
                && (either(overrides.forceRecovery(), offers.recovery() == Feature.FORCED)
                        || (wishes.recoverable() && mayAskFor(offers.recovery(), rights, user)));
        boolean positioned = offers.hasHistory()
                && (either(overrides.forcePositioning(), offers.positioning() == Feature.FORCED)
                        || (wishes.positioned() && mayAskFor(offers.positioning(), rights, user)));
        boolean asksToHear = wishes.joinLeave() && offers.joinLeave() && admits(rights.presence(), user, true);
        return new Features(
                recoverable,
                recoverable || positioned,
                either(overrides.presence(), offers.presence()),
                either(overrides.joinLeave(), offers.joinLeave()),
                either(overrides.forcePushJoinLeave(), offers.forcePushJoinLeave()) || asksToHear,
                wishes.delta() && offers.delta());
    }

    private boolean mayAskFor(Feature feature, Rights rights, String user) {
        return feature != Feature.OFF || admits(rights.history(), user, true);
    }

    private static boolean either(@Nullable Boolean override, boolean otherwise) {
        return override == null ? otherwise : override;
    }
}
