package dev.gapless.gateway.api;

import dev.gapless.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a method of the API answers. */
sealed interface ApiResult {

    /** It has been done. */
    record Done(Object result) implements ApiResult {}

    /** It has not. */
    record Refused(ErrorCode why) implements ApiResult {}

    /** It has been done, and there is nothing more to say. */
    static ApiResult done() {
        return new Done(new Nothing());
    }

    /** The answer as it is written: an error, or a result. */
    default Reply toReply() {
        return switch (this) {
            case Done done -> new Reply(null, done.result());
            case Refused refused -> new Reply(Problem.of(refused.why()), null);
        };
    }

    /** Either an error or a result. */
    record Reply(@Nullable Problem error, @Nullable Object result) {}

    /** An error as it is written. */
    record Problem(int code, String message) {
        static Problem of(ErrorCode error) {
            return new Problem(error.code(), error.message());
        }
    }

    /** The result of what has none. */
    record Nothing() {}

    /** Where a publication stands; nothing if no log holds it. */
    record Published(@Nullable Long offset, @Nullable String epoch) {}

    /** What became of each channel's publication, in the order of the channels. */
    record Broadcasted(List<Reply> responses) {}

    /** What a channel holds. */
    record History(List<Publication> publications, String epoch, long offset) {}

    /** One publication of a history. */
    record Publication(
            RawJson data,
            @Nullable ClientInfo info,
            @Nullable Long offset,
            @Nullable Map<String, String> tags) {}

    /** A client. */
    record ClientInfo(
            String user,
            String client,
            @Nullable RawJson connInfo,
            @Nullable RawJson chanInfo) {}

    /**
     * Who is in a channel, by the clients' ids.
     *
     * @param missing servers of whose clients not all are known; null for none, here and below
     */
    record Presence(
            Map<String, ClientInfo> presence, @Nullable List<String> missing) {}

    /** How many are in a channel. */
    record PresenceStats(
            int numClients, int numUsers, @Nullable List<String> missing) {}

    /** The channels that somebody is subscribed to. */
    record Channels(
            Map<String, ChannelInfo> channels, @Nullable List<String> missing) {}

    /** How many are subscribed to a channel. */
    record ChannelInfo(int numClients) {}

    /** All servers. */
    record Info(List<ServerInfo> nodes, @Nullable List<String> missing) {}

    /** The answers to a batch, in the order of its commands: results by the name of their method, or errors. */
    record Replies(List<Map<String, Object>> replies) {}

    /** The answer to a command of the older form. */
    record OldReply(
            @Nullable Long id,
            @Nullable Problem error,
            @Nullable Object result) {}
}
