package dev.gapless.gateway.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * A request that is answered later, bit by bit, with no thread waiting for the client.
 *
 * <p>The request is the servlet container's, its body and its answer are read and written one level below: there, a
 * write is done when its callback says so, and nothing is held for the next one, while an output stream of the servlet
 * API keeps a buffer of its own for as long as the answer takes. Nothing ends the exchange for being idle.
 */
final class Exchange implements AsyncListener {
    private final ServletContextRequest core;
    private final AsyncContext context;
    private final Runnable ended;

    /** @param ended runs when the exchange is over, whoever ended it; more than once if need be */
    Exchange(HttpServletRequest request, HttpServletResponse response, Runnable ended) {
        this.core = ServletContextRequest.getServletContextRequest(request);
        this.ended = ended;
        this.context = request.startAsync(request, response);
        context.setTimeout(0);
        context.addListener(this);
    }

    /** Where the body is read from. */
    Request body() {
        return core;
    }

    /** Writes a part of the answer, one at a time. */
    void write(ByteBuffer part, Runnable done) {
        core.getServletContextResponse().write(false, part, Callback.from(done, failure -> {
            ended.run();
            abort();
        }));
    }

    /** Ends the answer after what has been written. */
    void complete() {
        context.complete();
    }

    /** Answers with a status and nothing else. Only if nothing has been written. */
    void answer(int status) {
        ((HttpServletResponse) context.getResponse()).setStatus(status);
        context.complete();
    }

    /** Ends the exchange at once, and the connection with it. Idempotent. */
    void abort() {
        core.getServletChannel().abort(new EofException("aborted"));
        ended.run();
    }

    /** Else the kernel would take in megabytes for a client that does not read. */
    void limitSendBuffer(int size) {
        Object transport =
                core.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        if (transport instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, size);
            } catch (IOException gone) {
                abort();
            }
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended.run();
    }

    @Override
    public void onError(AsyncEvent event) {
        ended.run();
        abort();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // never
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // not again
    }
}
