package dev.gapless.gateway.channel;

/**
 * To whom something is allowed.
 *
 * @param subscribers to clients that are subscribed to the channel
 * @param clients to all clients
 * @param anonymous to clients without a user id as well, as far as they are subscribers or clients
 */
public record Audience(boolean subscribers, boolean clients, boolean anonymous) {
    static final Audience NOBODY = new Audience(false, false, false);
    static final Audience SUBSCRIBERS = new Audience(true, false, false);

    /** @param user empty for an anonymous one */
    boolean admits(String user, boolean subscribed) {
        return (clients || (subscribers && subscribed)) && (anonymous || !user.isEmpty());
    }
}
