package dev.gapless.gateway;

import dev.gapless.gateway.channel.Access;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.History;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Answers what clients ask about channels: sections 5 (history) and 7 (presence) of the protocol. Nobody waits for an
 * answer; it comes when it is there.
 */
final class Queries {
    private final Gateway gateway;
    private final ChannelPolicy policy;

    Queries(Gateway gateway) {
        this.gateway = gateway;
        this.policy = gateway.policy();
    }

    CompletableFuture<Void> history(Session session, long id, Request.History request) {
        return about(session, id, request.channel(), policy::history, channel -> {
            Request.Since since = request.since();
            if (request.reverse() && since != null && since.offset() == 0) {
                session.send(new Reply.Refused(id, ErrorCode.BAD_REQUEST));
            } else {
                gateway.hub()
                        .history(
                                channel.name(),
                                since == null ? null : new StreamPosition(since.offset(), since.epoch()),
                                request.limit(),
                                request.reverse(),
                                answer -> session.answer(id, reply(id, answer)));
            }
        });
    }

    private Reply reply(long id, History answer) {
        return switch (answer) {
            case History.Page page ->
                new Reply.HistoryResult(
                        id,
                        gateway.publications().values(page.publications()),
                        page.position().offset(),
                        page.position().epoch());
            case History.Unrecoverable lost -> new Reply.Refused(id, ErrorCode.UNRECOVERABLE_POSITION);
            case History.Unavailable unavailable -> new Reply.Refused(id, ErrorCode.INTERNAL);
        };
    }

    CompletableFuture<Void> presence(Session session, long id, String channel) {
        return presence(session, id, channel, clients -> session.answer(id, new Reply.PresenceResult(id, clients)));
    }

    CompletableFuture<Void> presenceStats(Session session, long id, String channel) {
        return presence(session, id, channel, clients -> {
            Set<String> users = new HashSet<>();
            clients.values().forEach(client -> users.add(client.user()));
            session.send(new Reply.PresenceStatsResult(id, clients.size(), users.size()));
        });
    }

    private CompletableFuture<Void> presence(
            Session session, long id, String name, Consumer<Map<String, ClientInfo>> answer) {
        return about(
                session,
                id,
                name,
                policy::presence,
                channel -> gateway.attendance().ask(channel.name(), answer));
    }

    private interface Right {
        Access check(Channel channel, String user, boolean subscribed);
    }

    private CompletableFuture<Void> about(
            Session session, long id, String name, Right right, Consumer<Channel> whenAllowed) {
        if (name.isEmpty()) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return Commands.DONE;
        }
        switch (policy.find(name)) {
            case Lookup.Refused refused -> session.send(new Reply.Refused(id, refused.why()));
            case Lookup.Found found -> {
                boolean subscribed = session.subscriptions().standing(name) != null;
                switch (right.check(found.channel(), session.user(), subscribed)) {
                    case Access.Refused refused -> session.send(new Reply.Refused(id, refused.why()));
                    case Access.Granted granted -> whenAllowed.accept(found.channel());
                }
            }
        }
        return Commands.DONE;
    }
}
