package dev.gapless.gateway.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer that tells its public keys, or fails to, as the test wants. */
public final class KeyServer implements AutoCloseable {
    private static final int MANY = 1_000_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore answers = new Semaphore(MANY);
    private volatile int status = 200;
    private volatile byte[] body = new byte[0];

    public KeyServer(JWK... keys) {
        this(0);
        publish(keys);
    }

    private KeyServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/keys", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        answers.acquireUninterruptibly();
        answers.release();
        byte[] answer = body;
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** From now on these are the keys. */
    public void publish(JWK... keys) {
        say(200, new JWKSet(List.of(keys)).toString(true));
    }

    /** The whole of the keys, as an issuer must not: with what is private. */
    void publishPrivate(JWK... keys) {
        say(200, new JWKSet(List.of(keys)).toString(false));
    }

    public void say(int code, String text) {
        status = code;
        body = text.getBytes(UTF_8);
    }

    /** Makes everybody who asks wait until {@link #release}. */
    public void hold() {
        answers.acquireUninterruptibly(MANY);
    }

    public void release() {
        answers.release(MANY);
    }

    public int asked() {
        return asked.get();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/keys";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
