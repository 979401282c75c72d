package dev.gapless.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes replies as JSON. Zero values are left out, as clients expect; names of results never are. */
final class ReplyWriter {
    private static final byte[] PUSH_CHANNEL = ascii("{\"push\":{\"channel\":");
    private static final byte[] PUB_DATA = ascii(",\"pub\":{\"data\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");

    /** No less than what is written besides their payloads. */
    private static final int AROUND_PUBLICATION = 48;

    private static final int AROUND_PUBLICATIONS = 256;

    private ReplyWriter() {}

    static void write(Reply reply, FrameBuffer out) {
        switch (reply) {
            case Reply.Published push -> published(push, out);
            case Reply.Ping ping -> out.raw("{}");
            case Reply.Refused refused -> refused(refused.id(), refused.error(), out);
            case Reply.Connected connected -> connected(connected, out);
            case Reply.Refreshed refreshed -> {
                client(refreshed.id(), "refresh", refreshed.client(), refreshed.version(), refreshed.ttl(), out);
                out.raw("}}");
            }
            case Reply.Subscribed subscribed -> subscribed(subscribed.id(), subscribed.result(), out);
            case Reply.Unsubscribed unsubscribed -> id(unsubscribed.id(), out).raw(",\"unsubscribe\":{}}");
            case Reply.UnsubscribePush push -> {
                out.raw(PUSH_CHANNEL).string(push.channel()).raw(",\"unsubscribe\":");
                code(push.why().code(), push.why().reason(), out).raw("}}");
            }
            case Reply.DisconnectPush push -> {
                out.raw("{\"push\":{\"disconnect\":");
                code(push.why().code(), push.why().reason(), out).raw("}}");
            }
        }
    }

    private static void connected(Reply.Connected connected, FrameBuffer out) {
        client(connected.id(), "connect", connected.client(), connected.version(), connected.ttl(), out);
        if (connected.ping() > 0) {
            out.raw(",\"ping\":").number(connected.ping());
        }
        out.raw(",\"pong\":true}}");
    }

    private static void published(Reply.Published push, FrameBuffer out) {
        out.raw(PUSH_CHANNEL).string(push.channel()).raw(PUB_DATA).raw(push.data());
        offset(push.offset(), out);
        out.raw("}}}");
    }

    private static void refused(long id, ErrorCode error, FrameBuffer out) {
        id(id, out).raw(",\"error\":{\"code\":").number(error.code());
        out.raw(",\"message\":").string(error.message());
        if (error.temporary()) {
            out.raw(",\"temporary\":true");
        }
        out.raw("}}");
    }

    private static void client(long id, String result, String client, String version, long ttl, FrameBuffer out) {
        id(id, out).raw(",\"").raw(result).raw("\":{\"client\":").string(client);
        out.raw(",\"version\":").string(version);
        if (ttl > 0) {
            out.raw(",\"expires\":true,\"ttl\":").number(ttl);
        }
    }

    private static void subscribed(long id, SubscribeResult result, FrameBuffer out) {
        id(id, out).raw(",\"subscribe\":{\"recoverable\":true,\"epoch\":").string(result.epoch());
        publications(result.publications(), out);
        if (result.recovered()) {
            out.raw(",\"recovered\":true");
        }
        offset(result.offset(), out);
        out.raw(",\"positioned\":true");
        if (result.wasRecovering()) {
            out.raw(",\"was_recovering\":true");
        }
        out.raw("}}");
    }

    private static void publications(List<Publication> publications, FrameBuffer out) {
        if (publications.isEmpty()) {
            return;
        }
        long bytes = AROUND_PUBLICATIONS;
        for (Publication publication : publications) {
            bytes += AROUND_PUBLICATION + publication.data().length;
        }
        out.reserve(bytes);
        out.raw(",\"publications\":");
        char before = '[';
        for (Publication publication : publications) {
            out.raw(before).raw("{\"data\":").raw(publication.data());
            offset(publication.offset(), out);
            out.raw('}');
            before = ',';
        }
        out.raw(']');
    }

    private static void offset(long offset, FrameBuffer out) {
        if (offset > 0) {
            out.raw(OFFSET).number(offset);
        }
    }

    private static FrameBuffer code(int code, String reason, FrameBuffer out) {
        return out.raw("{\"code\":")
                .number(code)
                .raw(",\"reason\":")
                .string(reason)
                .raw('}');
    }

    private static FrameBuffer id(long id, FrameBuffer out) {
        return out.raw("{\"id\":").number(id);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
