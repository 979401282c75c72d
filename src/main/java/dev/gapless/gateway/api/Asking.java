package dev.gapless.gateway.api;

import dev.gapless.gateway.api.ApiResult.Done;
import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.History;
import dev.gapless.hub.Hub;
import dev.gapless.hub.StreamPosition;
import dev.gapless.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The methods that only ask: this server's hub for what it holds, or all servers for who is there. */
final class Asking {
    private static final long PATIENCE_SECONDS = 10;

    private final Hub hub;
    private final Function<String, Lookup> channels;
    private final Everywhere everywhere;

    /** @param channels looks up a channel by its name */
    Asking(Hub hub, Function<String, Lookup> channels, Everywhere everywhere) {
        this.hub = hub;
        this.channels = channels;
        this.everywhere = everywhere;
    }

    ApiResult history(ApiRequest.History request) {
        return in(request.channel(), channel -> {
            if (!channel.namespace().offers().hasHistory()) {
                return new Refused(ErrorCode.NOT_AVAILABLE);
            }
            ApiRequest.Since since = request.since();
            if (request.reverse() && since != null && since.offset() == 0) {
                return new Refused(ErrorCode.BAD_REQUEST);
            }
            return toResult(ask(request, since == null ? null : since.position()));
        });
    }

    private History ask(ApiRequest.History request, @Nullable StreamPosition since) {
        CompletableFuture<History> answer = new CompletableFuture<>();
        hub.history(request.channel(), since, request.limit(), request.reverse(), answer::complete);
        return answer.completeOnTimeout(new History.Unavailable(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static ApiResult toResult(History history) {
        return switch (history) {
            case History.Unrecoverable unrecoverable -> new Refused(ErrorCode.UNRECOVERABLE_POSITION);
            case History.Unavailable unavailable -> new Refused(ErrorCode.INTERNAL);
            case History.Page page ->
                new Done(new ApiResult.History(
                        page.publications().stream().map(Views::of).toList(),
                        page.position().epoch(),
                        page.position().offset()));
        };
    }

    ApiResult presence(ApiRequest.OfChannel request) {
        return in(
                request.channel(),
                channel -> offersPresence(channel)
                        ? new Done(everywhere.presence(request.channel()))
                        : new Refused(ErrorCode.NOT_AVAILABLE));
    }

    ApiResult presenceStats(ApiRequest.OfChannel request) {
        return in(
                request.channel(),
                channel -> offersPresence(channel)
                        ? new Done(everywhere.presenceStats(request.channel()))
                        : new Refused(ErrorCode.NOT_AVAILABLE));
    }

    private static boolean offersPresence(Channel channel) {
        return channel.namespace().offers().presence();
    }

    private ApiResult in(String name, Function<Channel, ApiResult> question) {
        return switch (channels.apply(name)) {
            case Lookup.Refused refused -> new Refused(refused.why());
            case Lookup.Found found -> question.apply(found.channel());
        };
    }

    ApiResult channels(ApiRequest.Channels request) {
        try {
            Glob.of(request.pattern());
        } catch (IllegalArgumentException malformed) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        return new Done(everywhere.channels(request.pattern()));
    }

    ApiResult info(ApiRequest.Info request) {
        return new Done(everywhere.info());
    }
}
