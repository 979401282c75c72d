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
    private final JsonFieldWriter fields;

    private JsonReplyWriter(FrameBuffer out) {
        this.out = out;
        this.fields = new JsonFieldWriter(out);
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
                fields.end();
            }
            case Reply.Unsubscribed unsubscribed -> {
                result(unsubscribed.id(), "unsubscribe");
                fields.end();
            }
            case Reply.PublishDone done -> {
                result(done.id(), "publish");
                fields.end();
            }
            case Reply.PresenceResult presence -> presence(presence);
            case Reply.PresenceStatsResult stats -> {
                result(stats.id(), "presence_stats");
                fields.name("num_clients").number(stats.clients());
                fields.name("num_users").number(stats.users());
                fields.end();
            }
            case Reply.HistoryResult history -> {
                result(history.id(), "history");
                publications(history.publications());
                fields.name("epoch");
                JsonText.string(history.epoch(), out);
                fields.name("offset").number(history.offset());
                fields.end();
            }
            case Reply.RpcResult rpc -> {
                result(rpc.id(), "rpc");
                fields.data(rpc.data());
                fields.end();
            }
            case Reply.Refreshed refreshed -> {
                result(refreshed.id(), "refresh");
                fields.text("client", refreshed.client());
                fields.text("version", refreshed.version());
                expiry(refreshed.ttl());
                fields.end();
            }
            case Reply.SubRefreshed refreshed -> {
                result(refreshed.id(), "sub_refresh");
                expiry(refreshed.ttl());
                fields.end();
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
                fields.data(message.data());
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
        fields.end();
    }

    private void refused(long id, ErrorCode error) {
        result(id, "error");
        fields.number("code", error.code());
        fields.text("message", error.message());
        fields.flag("temporary", error.temporary());
        fields.end();
    }

    private void connected(Reply.Connected connected) {
        result(connected.id(), "connect");
        fields.text("client", connected.client());
        fields.text("version", connected.version());
        expiry(connected.ttl());
        fields.data(connected.data());
        if (!connected.subs().isEmpty()) {
            fields.begin("subs");
            for (Map.Entry<String, SubscribeResult> sub : connected.subs().entrySet()) {
                fields.begin(sub.getKey());
                subscription(sub.getValue());
                fields.end();
            }
            fields.end();
        }
        fields.number("ping", connected.ping());
        fields.flag("pong", connected.pong());
        fields.text("session", connected.session());
        fields.text("node", connected.node());
        fields.end();
    }

    private void subscription(SubscribeResult result) {
        expiry(result.ttl());
        fields.flag("recoverable", result.recoverable());
        fields.text("epoch", result.epoch());
        if (!result.publications().isEmpty()) {
            publications(result.publications());
        }
        fields.flag("recovered", result.recovered());
        fields.number("offset", result.offset());
        fields.flag("positioned", result.positioned());
        fields.data(result.data());
        fields.flag("was_recovering", result.wasRecovering());
        fields.flag("delta", result.delta());
    }

    private void publications(List<Publication> publications) {
        long bytes = AROUND_PUBLICATIONS;
        for (Publication publication : publications) {
            bytes += AROUND_PUBLICATION + publication.data().length;
        }
        out.reserve(bytes);
        fields.name("publications").raw('[');
        for (Publication publication : publications) {
            fields.comma();
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
            case BASE64_TEXT -> JsonText.base64Text(publication.data(), out);
        }
        ClientInfo publisher = publication.info();
        if (publisher != null) {
            fields.begin("info");
            info(publisher);
            fields.end();
        }
        fields.number("offset", publication.offset());
        if (!publication.tags().isEmpty()) {
            fields.begin("tags");
            publication.tags().forEach(this::tag);
            fields.end();
        }
        fields.flag("delta", publication.delta());
        fields.end();
    }

    private void tag(String key, String value) {
        fields.name(key);
        JsonText.string(value, out);
    }

    private void presence(Reply.PresenceResult presence) {
        result(presence.id(), "presence");
        fields.begin("presence");
        for (Map.Entry<String, ClientInfo> client : presence.clients().entrySet()) {
            fields.begin(client.getKey());
            info(client.getValue());
            fields.end();
        }
        fields.end();
        fields.end();
    }

    private void presencePush(String channel, String kind, ClientInfo info) {
        push(channel, kind);
        fields.begin("info");
        info(info);
        fields.end();
        endPush();
    }

    private void info(ClientInfo info) {
        fields.name("user");
        JsonText.string(info.user(), out);
        fields.name("client");
        JsonText.string(info.client(), out);
        if (info.connInfo() != null) {
            fields.name("conn_info");
            JsonText.value(info.connInfo(), out);
        }
        if (info.chanInfo() != null) {
            fields.name("chan_info");
            JsonText.value(info.chanInfo(), out);
        }
    }

    private void subscribePush(Reply.SubscribePush push) {
        push(push.channel(), "subscribe");
        fields.flag("recoverable", push.recoverable());
        fields.text("epoch", push.epoch());
        fields.number("offset", push.offset());
        fields.flag("positioned", push.positioned());
        fields.data(push.data());
        endPush();
    }

    private void code(int code, String reason) {
        fields.number("code", code);
        fields.text("reason", reason);
    }

    private void expiry(long ttl) {
        fields.flag("expires", ttl > 0);
        fields.number("ttl", ttl);
    }

    private void push(String channel, String kind) {
        fields.begin("push");
        fields.text("channel", channel);
        fields.begin(kind);
    }

    private void endPush() {
        fields.end();
        fields.end();
    }

    private void result(long id, String method) {
        fields.number("id", id);
        fields.begin(method);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
