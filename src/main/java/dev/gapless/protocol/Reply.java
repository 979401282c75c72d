package dev.gapless.protocol;

import java.util.List;
import java.util.Map;

/**
 * What the server sends: answers to commands, which echo their id, and pushes and pings, which have none. Data is one
 * JSON value, or empty for none; for a client that speaks Protobuf it may be any bytes.
 */
public sealed interface Reply {

    /** The command was refused. */
    record Refused(long id, ErrorCode error) implements Reply {}

    /**
     * The connection stands.
     *
     * @param client names this connection
     * @param version of the server; informative
     * @param ttl seconds until the client has to refresh; 0 for never
     * @param subs by channel, the subscriptions that the server has made
     * @param ping seconds between pings; 0 for no pings
     * @param pong whether pings are to be answered
     * @param session together with {@code node} finds this connection for commands that are sent apart from its
     *     stream; both are empty where client and server share a socket
     */
    record Connected(
            long id,
            String client,
            String version,
            long ttl,
            byte[] data,
            Map<String, SubscribeResult> subs,
            long ping,
            boolean pong,
            String session,
            String node)
            implements Reply {}

    /** The subscription stands. */
    record Subscribed(long id, SubscribeResult result) implements Reply {}

    /** The subscription has ended, or never was. */
    record Unsubscribed(long id) implements Reply {}

    /** The publication is in its channel. */
    record PublishDone(long id) implements Reply {}

    /**
     * Who is in a channel.
     *
     * @param clients by the names of their connections
     */
    record PresenceResult(long id, Map<String, ClientInfo> clients) implements Reply {}

    /** How many connections, of how many users, are in a channel. */
    record PresenceStatsResult(long id, long clients, long users) implements Reply {}

    /**
     * Publications of a channel's past.
     *
     * @param offset the newest of the channel's stream
     */
    record HistoryResult(long id, List<Publication> publications, long offset, String epoch) implements Reply {}

    /** What a procedure has returned. */
    record RpcResult(long id, byte[] data) implements Reply {}

    /** The new token was accepted; fields as in {@link Connected}. */
    record Refreshed(long id, String client, String version, long ttl) implements Reply {}

    /**
     * The new token of a subscription was accepted.
     *
     * @param ttl seconds until the client has to refresh it again; 0 for never
     */
    record SubRefreshed(long id, long ttl) implements Reply {}

    /** Asks the client for a pong. */
    record Ping() implements Reply {}

    /** A publication of a subscribed channel. */
    record Published(String channel, SharedPublication publication) implements Reply {}

    /** Somebody has come into a channel. */
    record Join(String channel, ClientInfo info) implements Reply {}

    /** Somebody has gone from a channel. */
    record Leave(String channel, ClientInfo info) implements Reply {}

    /** The server has subscribed the client; fields as in {@link SubscribeResult}. */
    record SubscribePush(
            String channel, boolean recoverable, boolean positioned, String epoch, long offset, byte[] data)
            implements Reply {}

    /** The server has ended a subscription. */
    record UnsubscribePush(String channel, Unsubscribe why) implements Reply {}

    /** Something for this client, of no channel. */
    record MessagePush(byte[] data) implements Reply {}

    /**
     * The server has changed when the connection ends.
     *
     * @param ttl seconds; 0 for never
     */
    record RefreshPush(long ttl) implements Reply {}

    /** The server is about to close the connection. */
    record DisconnectPush(Disconnect why) implements Reply {}
}
