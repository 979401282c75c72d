package dev.gapless.protocol;

/** What the server sends: answers to commands, which echo their id, and pushes and pings, which have none. */
public sealed interface Reply {

    /** The command was refused. */
    record Refused(long id, ErrorCode error) implements Reply {}

    /**
     * The connection stands.
     *
     * @param client names this connection
     * @param version of the server; informative
     * @param ttl seconds until the client has to refresh; 0 for never
     * @param ping seconds between pings
     */
    record Connected(long id, String client, String version, long ttl, long ping) implements Reply {}

    /** The subscription stands. */
    record Subscribed(long id, SubscribeResult result) implements Reply {}

    /** The subscription has ended, or never was. */
    record Unsubscribed(long id) implements Reply {}

    /** The new token was accepted; fields as in {@link Connected}. */
    record Refreshed(long id, String client, String version, long ttl) implements Reply {}

    /** Asks the client for a pong. */
    record Ping() implements Reply {}

    /**
     * A publication of a subscribed channel.
     *
     * @param data as in {@link Publication}
     */
    record Published(String channel, byte[] data, long offset) implements Reply {}

    /** The server has ended a subscription. */
    record UnsubscribePush(String channel, Unsubscribe why) implements Reply {}

    /** The server is about to close the connection. */
    record DisconnectPush(Disconnect why) implements Reply {}
}
