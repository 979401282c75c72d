package dev.gapless.gateway.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/** Reads the body of a request as it comes, without a thread that waits for it. */
final class Body implements Runnable {
    /** What has become of a body. */
    sealed interface Outcome {
        record Whole(byte[] bytes) implements Outcome {}

        record TooLong() implements Outcome {}

        /** The client has gone before it was complete. */
        record Broken() implements Outcome {}
    }

    /** Most clients look for the answer only when they have sent everything: take a little too much from them. */
    private static final long DRAINED = 1 << 20;

    private final Content.Source source;
    private final int limit;
    private final Consumer<Outcome> reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long size;

    private Body(Content.Source source, int limit, Consumer<Outcome> reader) {
        this.source = source;
        this.limit = limit;
        this.reader = reader;
    }

    /**
     * Reads a body.
     *
     * @param limit the most bytes it may have
     * @param reader hears what has become of it, once
     */
    static void read(Content.Source source, int limit, Consumer<Outcome> reader) {
        new Body(source, limit, reader).run();
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                reader.accept(new Outcome.Broken());
                return;
            }
            boolean last = chunk.isLast();
            keep(chunk.getByteBuffer());
            chunk.release();
            if (size > limit && (last || size > DRAINED)) {
                reader.accept(new Outcome.TooLong());
                return;
            }
            if (last) {
                reader.accept(new Outcome.Whole(bytes.toByteArray()));
                return;
            }
        }
    }

    private void keep(ByteBuffer more) {
        size += more.remaining();
        if (size <= limit) {
            bytes.writeBytes(BufferUtil.toArray(more));
        } else {
            bytes.reset();
        }
    }
}
