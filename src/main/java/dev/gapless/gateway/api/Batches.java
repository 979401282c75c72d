package dev.gapless.gateway.api;

import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.gateway.api.ApiResult.Done;
import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.gateway.api.ServerApi.Call;
import dev.gapless.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Many commands in one request: one after the other, or several at a time. */
final class Batches {
    static final int MOST_COMMANDS = 1000;
    private static final int MOST_AT_A_TIME = 32;

    private final ServerApi api;

    Batches(ServerApi api) {
        this.api = api;
    }

    /** @throws Malformed when any command is, or there are too many; then none has been carried out */
    ApiResult.Replies run(ApiRequest.Batch batch) throws Malformed {
        if (batch.commands().size() > MOST_COMMANDS) {
            throw new Malformed("more than " + MOST_COMMANDS + " commands");
        }
        List<@Nullable Call> calls = new ArrayList<>();
        for (Map<String, RawJson> command : batch.commands()) {
            String method = api.firstOf(command);
            calls.add(
                    method == null
                            ? null
                            : api.read(
                                    method,
                                    command.getOrDefault(method, RawJson.NULL).bytes()));
        }
        return new ApiResult.Replies(batch.parallel() ? parallel(calls) : inOrder(calls));
    }

    private List<Map<String, Object>> inOrder(List<@Nullable Call> calls) {
        List<Map<String, Object>> replies = new ArrayList<>(calls.size());
        for (Call call : calls) {
            replies.add(run(call));
        }
        return replies;
    }

    private List<Map<String, Object>> parallel(List<@Nullable Call> calls) {
        Semaphore turns = new Semaphore(MOST_AT_A_TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Object>>> running = new ArrayList<>(calls.size());
            for (Call call : calls) {
                running.add(threads.submit(() -> {
                    turns.acquire();
                    try {
                        return run(call);
                    } finally {
                        turns.release();
                    }
                }));
            }
            List<Map<String, Object>> replies = new ArrayList<>(calls.size());
            for (Future<Map<String, Object>> each : running) {
                replies.add(each.get());
            }
            return replies;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Map<String, Object> run(@Nullable Call call) {
        ApiResult result = call == null ? new Refused(ErrorCode.METHOD_NOT_FOUND) : api.run(call);
        return switch (result) {
            case Done done -> Map.of(call == null ? "" : call.method(), done.result());
            case Refused refused -> Map.of("error", ApiResult.Problem.of(refused.why()));
        };
    }
}
