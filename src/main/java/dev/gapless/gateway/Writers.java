package dev.gapless.gateway;

import dev.gapless.protocol.FrameBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that encode and write for all sessions, and do what the hub's thread must not do itself. Nothing
 * that they are given may wait.
 */
final class Writers implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Writers.class);
    private static final int BUFFER_SIZE = 8 * 1024;
    private static final int LARGEST_KEPT_BUFFER = 256 * 1024;

    private final ThreadLocal<FrameBuffer> buffers = ThreadLocal.withInitial(() -> new FrameBuffer(BUFFER_SIZE));
    private volatile @Nullable ExecutorService threads;

    void start() {
        if (threads == null) {
            int count = Math.max(2, Runtime.getRuntime().availableProcessors());
            threads = new ThreadPoolExecutor(
                    count,
                    count,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform()
                            .name("gateway-writer-", 1)
                            .daemon()
                            .uncaughtExceptionHandler((thread, e) -> log.error("Writing to a client failed", e))
                            .factory(),
                    new ThreadPoolExecutor.DiscardPolicy());
        }
    }

    /** Ends the threads; what is given to them from now on is not done. */
    void stop() {
        ExecutorService running = threads;
        threads = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public void execute(Runnable task) {
        ExecutorService running = threads;
        if (running != null) {
            running.execute(task);
        }
    }

    /** The calling thread's buffer, emptied. */
    FrameBuffer buffer() {
        FrameBuffer buffer = buffers.get();
        if (buffer.capacity() > LARGEST_KEPT_BUFFER) {
            buffers.remove();
            return buffers.get();
        }
        buffer.clear();
        return buffer;
    }

    /** The calling thread's buffer is in use until a frame has been written: the thread needs another. */
    void giveBufferAway() {
        buffers.remove();
    }
}
