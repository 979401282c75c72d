package dev.gapless.gateway;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that says what the test wants, over a real socket, and hears everything line by line. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long PATIENCE_SECONDS = 60;

    /** Why and how the server closed. */
    public record Close(int code, String reason) {}

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private int id;

    public TestClient(GatewayServer server) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(server.uri(), this)
                .join();
    }

    /** A client that has connected as a user. */
    public static TestClient connected(GatewayServer server, long user) throws InterruptedException {
        TestClient client = new TestClient(server);
        client.connect(server.token(user));
        JsonNode reply = client.next();
        if (!reply.has("connect")) {
            throw new AssertionError("not connected but " + reply);
        }
        return client;
    }

    public void connect(String token) {
        send("{\"id\":" + ++id + ",\"connect\":{\"token\":\"" + token + "\"}}");
    }

    /** Subscribes and returns the reply. */
    public JsonNode subscribe(String channel) throws InterruptedException {
        return call("subscribe", "{\"channel\":\"" + channel + "\"}");
    }

    public JsonNode recover(String channel, long offset, String epoch) throws InterruptedException {
        return call(
                "subscribe",
                "{\"channel\":\"%s\",\"recover\":true,\"offset\":%d,\"epoch\":\"%s\"}"
                        .formatted(channel, offset, epoch));
    }

    /** Sends a command and returns what comes next. */
    public JsonNode call(String method, String parameters) throws InterruptedException {
        send("{\"id\":" + ++id + ",\"" + method + "\":" + parameters + "}");
        return next();
    }

    public void send(String frame) {
        socket.sendText(frame, true).join();
    }

    public void sendPart(String part, boolean last) {
        socket.sendText(part, last).join();
    }

    public void sendBinary(byte[] frame) {
        socket.sendBinary(ByteBuffer.wrap(frame), true).join();
    }

    /** The next line. */
    public JsonNode next() throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing came");
        }
        return JSON.readTree(line);
    }

    /** The next frame as it came. */
    public String nextFrame() throws InterruptedException {
        String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("nothing came");
        }
        return frame;
    }

    /** The next push's publication. */
    public JsonNode nextPublication() throws InterruptedException {
        JsonNode line = next();
        JsonNode publication = line.path("push").path("pub");
        if (!publication.isObject()) {
            throw new AssertionError("not a publication: " + line);
        }
        return publication;
    }

    public Close awaitClose() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String frame = partial.toString();
            partial.setLength(0);
            frames.add(frame);
            frame.lines().forEach(lines::add);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(new Close(statusCode, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(new Close(1006, String.valueOf(error.getMessage())));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
