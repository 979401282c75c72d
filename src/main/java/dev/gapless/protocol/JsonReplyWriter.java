package dev.gapless.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes replies as JSON. Zero values are left out, as clients expect; names of results never are, nor is what some
 * clients read without asking whether it is there.
 */
final class JsonReplyWriter {
    /** No less than what is written besides data, info and tags. */
    static final int AROUND_PUBLICATION = 48;

    private static final int AROUND_PUBLICATIONS = 256;

    private static final byte[] PUSH_CHANNEL = ascii("{\"push\":{\"channel\":");
    private static final byte[] PUB = ascii(",\"pub\":");
    private static final byte[] DATA = ascii("{\"data\":");

    private final FrameBuffer out;

    private JsonReplyWriter(FrameBuffer out) {
        this.out = out;
    }

    static void write(Reply reply, FrameBuffer out) {
        if (reply instanceof Reply.Published push) {
            out.raw(PUSH_CHANNEL);
            JsonText.string(push.channel(), out);
            out.raw(PUB).raw(push.publication().json()).raw("}}");
        } else {
            new JsonReplyWriter(out).reply(reply);
        }
    }

    static void write(Publication publication, FrameBuffer out) {
        new JsonReplyWriter(out).publication(publication);
    }

    private void reply(Reply reply) {
        out.raw('{');
        switch (reply) {
            case Reply.Ping ping -> {}
            case Reply.Refused refused -> refused(refused.id(), refused.error());
            case Reply.Connected connected -> connected(connected);
            case Reply.Subscribed subscribed -> {
                result(subscribed.id(), "subscribe");
                subscription(subscribed.result());
                end();
            }
            case Reply.Unsubscribed unsubscribed -> {
                result(unsubscribed.id(), "unsubscribe");
                end();
            }
            case Reply.PublishDone done -> {
                result(done.id(), "publish");
                end();
            }
            case Reply.PresenceResult presence -> presence(presence);
            case Reply.PresenceStatsResult stats -> {
                result(stats.id(), "presence_stats");
                name("num_clients").number(stats.clients());
                name("num_users").number(stats.users());
                end();
            }
            case Reply.HistoryResult history -> {
                result(history.id(), "history");
                publications(history.publications());
                name("epoch");
                JsonText.string(history.epoch(), out);
                name("offset").number(history.offset());
                end();
            }
            case Reply.RpcResult rpc -> {
                result(rpc.id(), "rpc");
                data(rpc.data());
                end();
            }
            case Reply.Refreshed refreshed -> {
                result(refreshed.id(), "refresh");
                text("client", refreshed.client());
                text("version", refreshed.version());
                expiry(refreshed.ttl());
                end();
            }
            case Reply.SubRefreshed refreshed -> {
                result(refreshed.id(), "sub_refresh");
                expiry(refreshed.ttl());
                end();
            }
            case Reply.Published push -> throw new IllegalArgumentException("written elsewhere");
            case Reply.Join join -> presencePush(join.channel(), "join", join.info());
            case Reply.Leave leave -> presencePush(leave.channel(), "leave", leave.info());
            case Reply.SubscribePush push -> subscribePush(push);
            case Reply.UnsubscribePush push -> {
                push(push.channel(), "unsubscribe");
                code(push.why().code(), push.why().reason());
                endPush();
            }
            case Reply.MessagePush message -> {
                push("", "message");
                data(message.data());
                endPush();
            }
            case Reply.RefreshPush refresh -> {
                push("", "refresh");
                expiry(refresh.ttl());
                endPush();
            }
            case Reply.DisconnectPush push -> {
                push("", "disconnect");
                code(push.why().code(), push.why().reason());
                endPush();
            }
        }
        end();
    }

    private void refused(long id, ErrorCode error) {
        result(id, "error");
        number("code", error.code());
        text("message", error.message());
        flag("temporary", error.temporary());
        end();
    }

    private void connected(Reply.Connected connected) {
        result(connected.id(), "connect");
        text("client", connected.client());
        text("version", connected.version());
        expiry(connected.ttl());
        data(connected.data());
        if (!connected.subs().isEmpty()) {
            begin("subs");
            for (Map.Entry<String, SubscribeResult> sub : connected.subs().entrySet()) {
                begin(sub.getKey());
                subscription(sub.getValue());
                end();
            }
            end();
        }
        number("ping", connected.ping());
        flag("pong", connected.pong());
        text("session", connected.session());
        text("node", connected.node());
        end();
    }

    private void subscription(SubscribeResult result) {
        expiry(result.ttl());
        flag("recoverable", result.recoverable());
        text("epoch", result.epoch());
        if (!result.publications().isEmpty()) {
            publications(result.publications());
        }
        flag("recovered", result.recovered());
        number("offset", result.offset());
        flag("positioned", result.positioned());
        data(result.data());
        flag("was_recovering", result.wasRecovering());
        flag("delta", result.delta());
    }

    private void publications(List<Publication> publications) {
        long bytes = AROUND_PUBLICATIONS;
        for (Publication publication : publications) {
            bytes += AROUND_PUBLICATION + publication.data().length;
        }
        out.reserve(bytes);
        name("publications").raw('[');
        for (Publication publication : publications) {
            comma();
            publication(publication);
        }
        out.raw(']');
    }

    private void publication(Publication publication) {
        out.raw(DATA);
        switch (publication.form()) {
            case VALUE -> JsonText.value(publication.data(), out);
            case TEXT -> JsonText.string(publication.data(), out);
            case BASE64 -> JsonText.base64(publication.data(), out);
        }
        ClientInfo publisher = publication.info();
        if (publisher != null) {
            begin("info");
            info(publisher);
            end();
        }
        number("offset", publication.offset());
        if (!publication.tags().isEmpty()) {
            begin("tags");
            publication.tags().forEach(this::tag);
            end();
        }
        flag("delta", publication.delta());
        end();
    }

    private void tag(String key, String value) {
        name(key);
        JsonText.string(value, out);
    }

    private void presence(Reply.PresenceResult presence) {
        result(presence.id(), "presence");
        begin("presence");
        for (Map.Entry<String, ClientInfo> client : presence.clients().entrySet()) {
            begin(client.getKey());
            info(client.getValue());
            end();
        }
        end();
        end();
    }

    private void presencePush(String channel, String kind, ClientInfo info) {
        push(channel, kind);
        begin("info");
        info(info);
        end();
        endPush();
    }

    private void info(ClientInfo info) {
        name("user");
        JsonText.string(info.user(), out);
        name("client");
        JsonText.string(info.client(), out);
        if (info.connInfo() != null) {
            name("conn_info");
            JsonText.value(info.connInfo(), out);
        }
        if (info.chanInfo() != null) {
            name("chan_info");
            JsonText.value(info.chanInfo(), out);
        }
    }

    private void subscribePush(Reply.SubscribePush push) {
        push(push.channel(), "subscribe");
        flag("recoverable", push.recoverable());
        text("epoch", push.epoch());
        number("offset", push.offset());
        flag("positioned", push.positioned());
        data(push.data());
        endPush();
    }

    private void code(int code, String reason) {
        number("code", code);
        text("reason", reason);
    }

    private void expiry(long ttl) {
        flag("expires", ttl > 0);
        number("ttl", ttl);
    }

    private void data(byte[] data) {
        if (data.length > 0) {
            name("data");
            JsonText.value(data, out);
        }
    }

    private void push(String channel, String kind) {
        begin("push");
        text("channel", channel);
        begin(kind);
    }

    private void endPush() {
        end();
        end();
    }

    private void result(long id, String method) {
        number("id", id);
        begin(method);
    }

    private void begin(String field) {
        name(field).raw('{');
    }

    private void end() {
        out.raw('}');
    }

    private void text(String field, String value) {
        if (!value.isEmpty()) {
            name(field);
            JsonText.string(value, out);
        }
    }

    private void number(String field, long value) {
        if (value != 0) {
            name(field).number(value);
        }
    }

    private void flag(String field, boolean value) {
        if (value) {
            name(field).raw("true");
        }
    }

    private FrameBuffer name(String field) {
        comma();
        JsonText.string(field, out);
        return out.raw(':');
    }

    private void comma() {
        byte last = out.last();
        if (last != '{' && last != '[') {
            out.raw(',');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
