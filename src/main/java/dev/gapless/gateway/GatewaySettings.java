package dev.gapless.gateway;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits and timers of client connections; where Centrifugo has such a setting, its default is ours.
 *
 * @param allowedOrigins web pages of these origins may connect besides our own; patterns such as
 *     {@code https://*.example.org}
 * @param insecure everybody may connect, without a token, and do everything; for tests
 * @param allowAnonymous clients may connect without a token
 * @param disallowAnonymousTokens a token has to name a user
 * @param pingInterval time between two pings
 * @param pongTimeout how long the answer to a ping may take; shorter than the interval
 * @param connectTimeout how long a new connection may take to its first successful connect
 * @param expiredCloseDelay how long past the end of its token a connection may still refresh
 * @param expiredSubCloseDelay the same for a subscription
 * @param subscribeTimeout how long an unsubscribe waits for its subscribe
 * @param writeTimeout how long the network may take for a frame, not counting a second for each 16 KB of it and of the
 *     send buffer, through which it has to wait; 30 seconds at the most, unless this is longer
 * @param closeTimeout how long a disconnected client may take to read the last words and close
 * @param messageSize the most bytes of one message of a client
 * @param queueSize the most bytes that wait for a client behind what is being written
 * @param longReplies the most bytes of long replies, such as recoveries, that are being written to all clients together,
 *     about; 0 for an eighth of the memory. Who has another stands in line
 * @param sendBufferSize what the kernel may buffer for a connection
 * @param channelNameLength the most bytes of a channel's name
 * @param channelsPerConnection the most subscriptions of one connection
 * @param connectionsPerUser the most connections of one user, here; 0 for no limit
 * @param connectionsPerAddress the most connections from one IPv4 address or IPv6 /64 network; 0 for no limit. Behind a
 *     proxy it takes server.forward-headers-strategy to tell clients apart
 * @param commandsPerSecond what a client may keep sending; ten times as many in one go
 * @param subscribesPerSecond how many of these may be subscribes, which cost the hub more; ten times as many in one go
 * @param unconnected the most connections that have not said who they are yet, or are turned away; 0 for no limit
 * @param unconnectedPerNetwork the most of these from one IPv4 address or IPv6 /64 network; 0 for no limit. Behind a
 *     proxy it takes server.forward-headers-strategy to tell clients apart
 * @param httpStream whether clients may connect by a streamed HTTP answer
 * @param sse whether clients may connect by server-sent events
 * @param shutdownSpread over how long a server that stops tells its clients to go, so that they do not all come at once
 *     to those that are left
 * @param tokenTtl the life of tokens made here
 */
@ConfigurationProperties("gapless.gateway")
public record GatewaySettings(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("false") boolean insecure,
        @DefaultValue("false") boolean allowAnonymous,
        @DefaultValue("false") boolean disallowAnonymousTokens,
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("8s") Duration pongTimeout,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("25s") Duration expiredCloseDelay,
        @DefaultValue("25s") Duration expiredSubCloseDelay,
        @DefaultValue("5s") Duration subscribeTimeout,
        @DefaultValue("1s") Duration writeTimeout,
        @DefaultValue("5s") Duration closeTimeout,
        @DefaultValue("64KB") DataSize messageSize,
        @DefaultValue("1MB") DataSize queueSize,
        @DefaultValue("0B") DataSize longReplies,
        @DefaultValue("64KB") DataSize sendBufferSize,
        @DefaultValue("255") int channelNameLength,
        @DefaultValue("128") int channelsPerConnection,
        @DefaultValue("100") int connectionsPerUser,
        @DefaultValue("0") int connectionsPerAddress,
        @DefaultValue("100") int commandsPerSecond,
        @DefaultValue("20") int subscribesPerSecond,
        @DefaultValue("20000") int unconnected,
        @DefaultValue("0") int unconnectedPerNetwork,
        @DefaultValue("true") boolean httpStream,
        @DefaultValue("true") boolean sse,
        @DefaultValue("3s") Duration shutdownSpread,
        @DefaultValue("1h") Duration tokenTtl) {
    public GatewaySettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        require(pongTimeout.compareTo(pingInterval) < 0, "pong-timeout must be shorter than ping-interval");
        require(commandsPerSecond > 0, "commands-per-second must be positive");
        require(subscribesPerSecond > 0, "subscribes-per-second must be positive");
        require(unconnected >= 0, "unconnected must not be negative");
        require(unconnectedPerNetwork >= 0, "unconnected-per-network must not be negative");
        require(connectionsPerUser >= 0, "connections-per-user must not be negative");
        require(connectionsPerAddress >= 0, "connections-per-address must not be negative");
        require(!shutdownSpread.isNegative(), "shutdown-spread must not be negative");
        require(channelNameLength > 0, "channel-name-length must be positive");
        require(channelsPerConnection > 0, "channels-per-connection must be positive");
        require(messageSize.toBytes() > 0 && messageSize.toBytes() <= 1 << 24, "message-size must be at most 16MB");
    }

    long longRepliesBytes() {
        return longReplies.toBytes() > 0
                ? longReplies.toBytes()
                : Runtime.getRuntime().maxMemory() / 8;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gapless.gateway." + rule);
        }
    }
}
