package dev.gapless.eventlog;

import dev.gapless.hub.Receipt;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for what the hub makes of an event, by the id under which the event was written into the log. */
final class Receipts {
    private final Map<String, CompletableFuture<Receipt>> waiting = new ConcurrentHashMap<>();

    /** From here until it is completed, or given up, the receipt is waited for. */
    void expect(String id, CompletableFuture<Receipt> receipt) {
        waiting.put(id, receipt);
        var unused = receipt.whenComplete((given, failure) -> waiting.remove(id));
    }

    int expected() {
        return waiting.size();
    }

    /** Whom to tell of the event with this id; null for nobody here. */
    @Nullable Consumer<Receipt> of(@Nullable String id) {
        CompletableFuture<Receipt> receipt = id == null ? null : waiting.get(id);
        return receipt == null ? null : receipt::complete;
    }
}
