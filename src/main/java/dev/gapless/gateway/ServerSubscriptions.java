package dev.gapless.gateway;

import dev.gapless.gateway.channel.Access;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.channel.Wishes;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.hub.Guard;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.Publication;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.Request;
import dev.gapless.protocol.SharedPublication;
import dev.gapless.protocol.SubscribeResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions that the server makes for a client that has not asked (section 8 of the protocol): those that its
 * connection token names, and others later.
 */
final class ServerSubscriptions {
    private static final byte[] NOTHING = new byte[0];

    /** What a connection is to begin with. */
    sealed interface Plan {
        record Possible(List<Granted> subscriptions) implements Plan {}

        /** The client cannot connect like this. */
        record Impossible(ErrorCode why) implements Plan {}
    }

    record Granted(Channel channel, @Nullable Guard guard, ServerSubscribe how) {}

    private final ChannelPolicy policy;

    ServerSubscriptions(ChannelPolicy policy) {
        this.policy = policy;
    }

    /**
     * What the token of a client that connects subscribes it to.
     *
     * @param resumes by channel, where the client had come to the last time; what the token does not name is not looked at
     */
    Plan plan(ConnectionClaims token, Map<String, Request.Resume> resumes) {
        List<Granted> granted = new ArrayList<>(token.channels().size());
        for (Map.Entry<String, ChannelClaims> claim : token.channels().entrySet()) {
            ServerSubscribe how = resume(claim.getValue(), resumes.get(claim.getKey()));
            switch (check(token.user(), claim.getKey(), how)) {
                case Check.Passed passed -> granted.add(passed.granted());
                case Check.Refused refused -> {
                    return new Plan.Impossible(refused.why());
                }
            }
        }
        return new Plan.Possible(granted);
    }

    /**
     * Subscribes a client that has just connected.
     *
     * @return by channel, what came of it; without the channels that are not for this client at the moment
     */
    CompletableFuture<Map<String, SubscribeResult>> make(Session session, Plan.Possible plan) {
        if (plan.subscriptions().isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Results results = new Results(session, plan.subscriptions().size());
        for (Granted granted : plan.subscriptions()) {
            begin(session, granted, results.of(granted.channel().name()));
        }
        return results.complete;
    }

    private static ServerSubscribe resume(ChannelClaims claims, Request.@Nullable Resume resume) {
        if (resume == null) {
            return new ServerSubscribe(null, false, Expiry.NEVER, claims);
        }
        return new ServerSubscribe(
                resume.recover() ? new StreamPosition(resume.offset(), resume.epoch()) : null,
                Subscribing.isDelta(resume.delta()) && !resume.delta().isEmpty(),
                Expiry.NEVER,
                claims);
    }

    /** Subscribes a connected client. It is told when it stands; nothing happens if it cannot, or is subscribed already. */
    void subscribe(Session session, String channel, ServerSubscribe how) {
        if (session.subscriptions().refusal(channel) == null
                && check(session.user(), channel, how) instanceof Check.Passed passed) {
            begin(session, passed.granted(), new Pushes(session, channel));
        }
    }

    private sealed interface Check {
        record Passed(Granted granted) implements Check {}

        record Refused(ErrorCode why) implements Check {}
    }

    private Check check(String user, String name, ServerSubscribe how) {
        return switch (policy.find(name)) {
            case Lookup.Refused refused -> new Check.Refused(refused.why());
            case Lookup.Found found ->
                switch (policy.subscribe(found.channel(), user, true)) {
                    case Access.Refused refused -> new Check.Refused(refused.why());
                    case Access.Granted granted -> new Check.Passed(new Granted(found.channel(), granted.guard(), how));
                };
        };
    }

    private void begin(Session session, Granted granted, Answer answer) {
        ServerSubscribe how = granted.how();
        byte[] data = how.details().data();
        Subscription subscription = new Subscription(
                session.subscriptions(),
                granted.channel(),
                policy.features(
                        granted.channel(),
                        session.user(),
                        new Wishes(false, false, false, how.delta()),
                        how.details().overrides()),
                how.details().info(),
                true,
                how.expires(),
                new Asked(how.since(), false, data == null ? NOTHING : data, answer));
        if (!session.subscriptions().begin(subscription, granted.guard())) {
            // A backend has been faster, which has not asked from where the client is.
            answer.refused(ErrorCode.ALREADY_SUBSCRIBED);
        }
    }

    /** Collects the answers to the subscriptions of one connect. */
    private static final class Results {
        private final CompletableFuture<Map<String, SubscribeResult>> complete = new CompletableFuture<>();
        private final Map<String, SubscribeResult> made = new HashMap<>();
        private final Session session;
        private int missing;

        Results(Session session, int count) {
            this.session = session;
            this.missing = count;
        }

        Answer of(String channel) {
            return new Answer() {
                @Override
                public void made(SubscribeResult result) {
                    answered(channel, result);
                }

                @Override
                public void refused(ErrorCode why) {
                    if (why != ErrorCode.PERMISSION_DENIED) {
                        // The client would take a channel that is missing for one that it has lost for good.
                        session.disconnect(Disconnect.SERVER_ERROR);
                    }
                    answered(channel, null);
                }
            };
        }

        private void answered(String channel, @Nullable SubscribeResult result) {
            boolean all;
            synchronized (made) {
                if (result != null) {
                    made.put(channel, result);
                }
                all = --missing == 0;
            }
            if (all) {
                complete.complete(made);
            }
        }
    }

    /** Tells a connected client; what it has missed comes as if it were live. */
    private record Pushes(Session session, String channel) implements Answer {
        @Override
        public void made(SubscribeResult result) {
            session.send(new Reply.SubscribePush(
                    channel,
                    result.recoverable(),
                    result.positioned(),
                    result.epoch(),
                    result.offset(),
                    result.data()));
            // Weighed like a recovery: who has missed much is not slow for that.
            for (Publication missed : result.publications()) {
                session.send(new Reply.Published(channel, SharedPublication.ofThePast(missed)));
            }
        }

        @Override
        public void refused(ErrorCode why) {
            // The client has not asked, so there is nothing to tell it.
        }
    }
}
