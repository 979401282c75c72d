package dev.gapless.gateway.api;

import dev.gapless.hub.StreamPosition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of the API's methods, by the names of section 13 of the protocol. What was not sent is empty. */
interface ApiRequest {

    /** What {@link Publish} and {@link Broadcast} have in common. */
    interface Publication extends ApiRequest {
        /** The payload; null if none was sent. */
        @Nullable RawJson data();

        /** The payload in base64, which has precedence; empty if none was sent. */
        String b64data();

        boolean skipHistory();

        Map<String, String> tags();

        String idempotencyKey();

        /** At least 1; 0 for none. */
        long version();

        String versionEpoch();
    }

    /**
     * Publishes to one channel.
     *
     * @param delta taken and ignored: who has asked for deltas gets them wherever the channel allows it
     */
    record Publish(
            String channel,
            @Nullable RawJson data,
            String b64data,
            boolean skipHistory,
            Map<String, String> tags,
            String idempotencyKey,
            boolean delta,
            long version,
            String versionEpoch)
            implements Publication {}

    /** As {@link Publish}, to many channels. */
    record Broadcast(
            List<String> channels,
            @Nullable RawJson data,
            String b64data,
            boolean skipHistory,
            Map<String, String> tags,
            String idempotencyKey,
            boolean delta,
            long version,
            String versionEpoch)
            implements Publication {}

    /**
     * Asks what a channel holds.
     *
     * @param limit 0 for the position alone, negative for all
     */
    record History(String channel, int limit, @Nullable Since since, boolean reverse) implements ApiRequest {}

    /** A stream position. */
    record Since(long offset, String epoch) {
        public Since {
            if (offset < 0) {
                throw new IllegalArgumentException("a negative offset");
            }
        }

        StreamPosition position() {
            return new StreamPosition(offset, epoch);
        }
    }

    /** What is asked of one channel: history_remove, presence, presence_stats. */
    record OfChannel(String channel) implements ApiRequest {}

    record Channels(String pattern) implements ApiRequest {}

    record Info() implements ApiRequest {}

    /**
     * Ends connections of a user.
     *
     * @param client only this connection, and {@code session} only this session; empty for all
     * @param whitelist not these connections
     * @param disconnect what to tell the clients; null for the default
     */
    record Disconnect(
            String user,
            String client,
            String session,
            List<String> whitelist,
            @Nullable Reason disconnect) implements ApiRequest {}

    record Reason(int code, String reason) {}

    /**
     * Ends subscriptions of a user.
     *
     * @param channel empty for all
     */
    record Unsubscribe(String user, String channel, String client, String session) implements ApiRequest {}

    /**
     * Subscribes a user.
     *
     * @param expireAt in seconds since 1970; 0 for never
     */
    record Subscribe(
            String user,
            String channel,
            String client,
            String session,
            long expireAt,
            @Nullable RawJson info,
            String b64info,
            @Nullable RawJson data,
            String b64data,
            @Nullable Since recoverSince,
            @Nullable Overrides override)
            implements ApiRequest {}

    /** What the subscription has in place of what its namespace says; null where it says nothing. */
    record Overrides(
            @Nullable Flag presence,
            @Nullable Flag joinLeave,
            @Nullable Flag forceRecovery,
            @Nullable Flag forcePositioning,
            @Nullable Flag forcePushJoinLeave) {}

    record Flag(boolean value) {}

    /**
     * Tells when connections of a user expire.
     *
     * @param expireAt in seconds since 1970; 0 for never
     */
    record Refresh(
            String user,
            String client,
            String session,
            boolean expired,
            long expireAt,
            @Nullable RawJson info) implements ApiRequest {}

    /**
     * Many commands in one request.
     *
     * @param commands the parameters of each by the name of its method; should it name several, one is meant
     */
    record Batch(List<Map<String, RawJson>> commands, boolean parallel) implements ApiRequest {}

    /** A command of the older form, in which the method is a parameter. */
    record Command(long id, String method, @Nullable RawJson params) {}
}
