package dev.gapless.hub;

import dev.gapless.hub.Channels.Load;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Asks the {@link FollowLoader}, one question at a time, on the thread {@code hub-loader}, which may wait. */
final class Loading {
    private static final Logger log = System.getLogger(Hub.class.getName());

    private final FollowLoader loader;
    private final BiConsumer<Load, Map<String, Set<String>>> answered;
    private final Consumer<Load> failed;
    private final ExecutorService thread;

    /** Whether the last question failed: only the first failure of several is worth its stack. */
    private boolean failing;

    /**
     * @param answered takes the topics of every channel of a question
     * @param failed told of a question that has no answer
     */
    Loading(FollowLoader loader, BiConsumer<Load, Map<String, Set<String>>> answered, Consumer<Load> failed) {
        this.loader = loader;
        this.answered = answered;
        this.failed = failed;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("hub-loader").daemon().factory());
    }

    /** The answer, or the failure, comes on the other thread. */
    void ask(Load load) {
        thread.execute(() -> answer(load));
    }

    private void answer(Load load) {
        try {
            Map<String, Set<String>> given = loader.load(load.channels());
            Map<String, Set<String>> answer = HashMap.newHashMap(load.channels().size());
            for (String channel : load.channels()) {
                Set<String> topics = given.get(channel);
                // What no one knows to be made of others is made of itself.
                answer.put(channel, topics == null ? Set.of(loader.topicOf(channel)) : Set.copyOf(topics));
            }
            failing = false;
            answered.accept(load, answer);
        } catch (RuntimeException | Error failure) {
            String message = "What channels follow could not be loaded; it will be tried again: " + failure;
            log.log(Level.WARNING, message, failing ? null : failure);
            failing = true;
            failed.accept(load);
        }
    }

    void close() {
        thread.shutdownNow();
    }
}
