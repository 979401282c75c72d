package dev.gapless.gateway;

/** Everybody may subscribe to their own personal channel, and to nothing else. */
final class PersonalChannels implements ChannelPolicy {
    private static final String PREFIX = "personal:";

    @Override
    public Access subscribe(String user, String channel) {
        return !user.isEmpty() && channel.equals(PREFIX + user) ? Access.GRANTED : Access.DENIED;
    }
}
