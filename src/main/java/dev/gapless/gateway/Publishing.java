package dev.gapless.gateway;

import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.gateway.channel.Access;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Content;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.channel.Typing;
import dev.gapless.hub.ClientInfo;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Json;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what clients have to say. It goes through the log like everything else, so it reaches all servers at the same
 * place of the one order; the client is answered when it has been placed, and its next command waits until then.
 */
final class Publishing {
    private static final Logger log = LoggerFactory.getLogger(Publishing.class);

    private final EventLog events;
    private final ChannelPolicy policy;
    private final UnaryOperator<String> topicOf;

    /** @param topicOf the topic in which publications to a channel are placed */
    Publishing(EventLog events, ChannelPolicy policy, UnaryOperator<String> topicOf) {
        this.events = events;
        this.policy = policy;
        this.topicOf = topicOf;
    }

    CompletableFuture<Void> publish(Session session, long id, Request.Publish request) {
        if (request.channel().isEmpty() || request.data().length == 0) {
            session.disconnect(Disconnect.BAD_REQUEST);
            return Commands.DONE;
        }
        return switch (policy.find(request.channel())) {
            case Lookup.Refused refused -> refuse(session, id, refused.why());
            case Lookup.Found found -> publish(session, id, found.channel(), request.data());
        };
    }

    private CompletableFuture<Void> publish(Session session, long id, Channel channel, byte[] data) {
        Subscription subscription = session.subscriptions().standing(channel.name());
        if (policy.publish(channel, session.user(), subscription != null) instanceof Access.Refused refused) {
            return refuse(session, id, refused.why());
        }
        if (channel.namespace().content() == Content.TYPING) {
            if (!Typing.is(data)) {
                return refuse(session, id, ErrorCode.BAD_REQUEST);
            }
            if (!session.mayType()) {
                return refuse(session, id, ErrorCode.TOO_MANY_REQUESTS);
            }
        }
        boolean isJson = Json.isValue(data);
        dev.gapless.protocol.ClientInfo who =
                subscription == null ? session.identity().toOthers(null) : subscription.clientInfo();
        List<String> in = List.of(topicOf.apply(channel.name()));
        Event event = (isJson ? Event.of(in, oneLine(data)) : Event.binary(in, data))
                .by(new ClientInfo(who.user(), who.client(), who.connInfo(), who.chanInfo()));
        return CompletableFuture.runAsync(() -> publish(session, id, event), Publishing::onThreadOfItsOwn);
    }

    /** JSON frames leave out line breaks, which mean nothing there, and others are to get the same. */
    private static byte[] oneLine(byte[] json) {
        int length = 0;
        byte[] line = new byte[json.length];
        for (byte b : json) {
            if (b != '\n' && b != '\r') {
                line[length++] = b;
            }
        }
        return length == json.length ? json : Arrays.copyOf(line, length);
    }

    private void publish(Session session, long id, Event event) {
        try {
            events.publish(event);
            session.send(new Reply.PublishDone(id));
        } catch (RuntimeException e) {
            log.warn("A client's publication failed: {}", e.getMessage());
            session.send(new Reply.Refused(id, ErrorCode.INTERNAL));
        }
    }

    private static void onThreadOfItsOwn(Runnable task) {
        Thread.ofVirtual().name("gateway-publish").start(task);
    }

    private static CompletableFuture<Void> refuse(Session session, long id, ErrorCode why) {
        session.send(new Reply.Refused(id, why));
        return Commands.DONE;
    }
}
