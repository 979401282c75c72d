package dev.gapless.gateway.api;

import dev.gapless.eventlog.PublishRejectedException;
import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.protocol.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The methods of the API by their names (section 13 of the protocol). A call may wait, for the database and for others. */
final class ServerApi {
    private static final Logger log = LoggerFactory.getLogger(ServerApi.class);

    private record Method<R extends ApiRequest>(Class<R> parameters, Function<R, ApiResult> call) {
        Call read(String name, byte[] body) throws Malformed {
            R request = ApiJson.read(parameters, body);
            return new Call(name, () -> call.apply(request));
        }
    }

    private interface Work {
        ApiResult run();
    }

    /** A method with its parameters, ready to be called. */
    record Call(String method, Work work) {}

    private final Map<String, Method<?>> methods = new LinkedHashMap<>();
    private final MeterRegistry meters;

    /** The methods in the order in which a command that names several is understood. */
    ServerApi(Publishing publishing, Commanding commanding, Asking asking, MeterRegistry meters) {
        this.meters = meters;
        add("publish", ApiRequest.Publish.class, publishing::publish);
        add("broadcast", ApiRequest.Broadcast.class, publishing::broadcast);
        add("subscribe", ApiRequest.Subscribe.class, commanding::subscribe);
        add("unsubscribe", ApiRequest.Unsubscribe.class, commanding::unsubscribe);
        add("disconnect", ApiRequest.Disconnect.class, commanding::disconnect);
        add("history", ApiRequest.History.class, asking::history);
        add("history_remove", ApiRequest.OfChannel.class, publishing::removeHistory);
        add("presence", ApiRequest.OfChannel.class, asking::presence);
        add("presence_stats", ApiRequest.OfChannel.class, asking::presenceStats);
        add("info", ApiRequest.Info.class, asking::info);
        add("refresh", ApiRequest.Refresh.class, commanding::refresh);
        add("channels", ApiRequest.Channels.class, asking::channels);
    }

    private <R extends ApiRequest> void add(String name, Class<R> parameters, Function<R, ApiResult> call) {
        methods.put(name, new Method<>(parameters, call));
    }

    boolean has(String method) {
        return methods.containsKey(method);
    }

    /** The method that is meant when several are named; null if none is known. */
    @Nullable String firstOf(Map<String, ?> named) {
        for (String method : methods.keySet()) {
            if (named.containsKey(method)) {
                return method;
            }
        }
        return null;
    }

    /**
     * Reads the parameters of a method.
     *
     * @throws IllegalArgumentException when there is no such method
     */
    Call read(String name, byte[] body) throws Malformed {
        Method<?> method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException("no method " + name);
        }
        return method.read(name, body);
    }

    /** Calls a method. What goes wrong is a result as well. */
    ApiResult run(Call call) {
        long start = System.nanoTime();
        ApiResult result = tryToRun(call);
        int error = result instanceof Refused refused ? refused.why().code() : 0;
        meters.timer("gapless.api.calls", "method", call.method(), "error", Integer.toString(error))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return result;
    }

    private static ApiResult tryToRun(Call call) {
        try {
            return call.work().run();
        } catch (PublishRejectedException e) {
            log.warn("{} was refused: {}", call.method(), e.getMessage());
            return new Refused(ErrorCode.TOO_MANY_REQUESTS);
        } catch (RuntimeException e) {
            log.error("{} failed", call.method(), e);
            return new Refused(ErrorCode.INTERNAL);
        }
    }
}
