package dev.gapless.gateway.api;

import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.ServerSubscribe;
import dev.gapless.gateway.Session;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.Unsubscribe;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out, with the connections of this server, what the backend has ordered at any. Never waits. */
final class Orders {
    private static final long MILLIS = 1000;

    private final Gateway gateway;

    Orders(Gateway gateway) {
        this.gateway = gateway;
    }

    void disconnect(ApiRequest.Disconnect order) {
        Disconnect why = Commanding.disconnectOf(order);
        if (why == null) {
            return; // of a server that knows more codes than this one
        }
        Set<String> spared = Set.copyOf(order.whitelist());
        for (Session session : sessions(order.user(), order.client(), order.session())) {
            if (!spared.contains(session.client())) {
                session.disconnect(why);
            }
        }
    }

    void unsubscribe(ApiRequest.Unsubscribe order) {
        for (Session session : sessions(order.user(), order.client(), order.session())) {
            List<String> channels = order.channel().isEmpty() ? session.channels() : List.of(order.channel());
            channels.forEach(channel -> session.unsubscribe(channel, Unsubscribe.SERVER));
        }
    }

    void subscribe(ApiRequest.Subscribe order) {
        ApiRequest.Since since = order.recoverSince();
        ServerSubscribe how = new ServerSubscribe(
                since == null ? null : since.position(),
                false,
                expires(order.expireAt()),
                new ChannelClaims(
                        bytes(order.info(), order.b64info()),
                        bytes(order.data(), order.b64data()),
                        overrides(order.override())));
        for (Session session : sessions(order.user(), order.client(), order.session())) {
            session.subscribe(order.channel(), how);
        }
    }

    void refresh(ApiRequest.Refresh order) {
        for (Session session : sessions(order.user(), order.client(), order.session())) {
            if (order.expired()) {
                session.disconnect(Disconnect.EXPIRED);
            } else {
                session.refresh(expires(order.expireAt()), bytes(order.info(), ""));
            }
        }
    }

    private List<Session> sessions(String user, String client, String session) {
        return gateway.sessionsOf(user).stream()
                .filter(each -> client.isEmpty() || each.client().equals(client))
                .filter(each -> session.isEmpty() || each.name().equals(session))
                .toList();
    }

    private static long expires(long seconds) {
        return seconds == 0 || seconds > Long.MAX_VALUE / MILLIS ? Expiry.NEVER : seconds * MILLIS;
    }

    private static byte @Nullable [] bytes(@Nullable RawJson json, String base64) {
        if (!base64.isEmpty()) {
            return ChannelClaims.json(base64);
        }
        return json == null || json.isNull() ? null : json.bytes();
    }

    private static ChannelClaims.Overrides overrides(ApiRequest.@Nullable Overrides override) {
        if (override == null) {
            return ChannelClaims.Overrides.NOTHING;
        }
        return new ChannelClaims.Overrides(
                value(override.presence()),
                value(override.joinLeave()),
                value(override.forceRecovery()),
                value(override.forcePositioning()),
                value(override.forcePushJoinLeave()));
    }

    private static @Nullable Boolean value(ApiRequest.@Nullable Flag flag) {
        return flag == null ? null : flag.value();
    }
}
