package dev.gapless.gateway.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client on a real WebSocket that remembers all it is told. */
final class Client implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private int id;

    /** Its own name for this connection. */
    String client = "";

    Client(int port) {
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"), this)
                .join();
    }

    JsonNode connect(String token) {
        JsonNode reply = call("connect", "{\"token\":\"" + token + "\"}");
        client = reply.path("connect").path("client").asString();
        return reply;
    }

    /** Subscribes; the result. */
    JsonNode subscribe(String channel) {
        return call("subscribe", "{\"channel\":\"" + channel + "\"}").path("subscribe");
    }

    /** Subscribes from where an earlier subscription, or a history, had come; the result. */
    JsonNode recover(String channel, JsonNode position) {
        return call(
                        "subscribe",
                        "{\"channel\":\"%s\",\"recover\":true,\"offset\":%d,\"epoch\":\"%s\"}"
                                .formatted(
                                        channel,
                                        position.path("offset").asLong(),
                                        position.path("epoch").asString()))
                .path("subscribe");
    }

    /** Sends a command; the reply to it. */
    JsonNode call(String method, String parameters) {
        int number = ++id;
        send("{\"id\":" + number + ",\"" + method + "\":" + parameters + "}");
        return await(line -> line.path("id").asInt() == number);
    }

    /** The first publication in a channel whose data is this. */
    JsonNode published(String channel, String data) {
        return pushed("pub", channel, pub -> pub.path("data").toString().equals(data));
    }

    /** The data of all publications in a channel until now. */
    List<String> data(String channel) {
        return heard.stream()
                .map(line -> line.path("push"))
                .filter(push -> push.path("channel").asString().equals(channel) && push.has("pub"))
                .map(push -> push.path("pub").path("data").toString())
                .toList();
    }

    /** The first push of a kind in a channel that is as it has to be. */
    JsonNode pushed(String kind, String channel, Predicate<JsonNode> condition) {
        return await(line -> {
                    JsonNode push = line.path("push");
                    return push.path("channel").asString("").equals(channel)
                            && push.has(kind)
                            && condition.test(push.path(kind));
                })
                .path("push")
                .path(kind);
    }

    /** How many pushes of a kind have come in a channel until now. */
    long count(String kind, String channel) {
        return heard.stream()
                .map(line -> line.path("push"))
                .filter(push ->
                        push.has(kind) && push.path("channel").asString("").equals(channel))
                .count();
    }

    /** Waits for a line with this text, to the letter. */
    void awaitText(String text) {
        Awaitility.await("heard: " + lines).until(() -> lines.stream().anyMatch(line -> line.contains(text)));
    }

    /** The first line that is as it has to be. */
    JsonNode await(Predicate<JsonNode> condition) {
        Awaitility.await("heard: " + heard).until(() -> find(condition).isPresent());
        return find(condition).orElseThrow();
    }

    private Optional<JsonNode> find(Predicate<JsonNode> condition) {
        return heard.stream().filter(condition).findFirst();
    }

    /** The code with which the server closes. */
    int closed() {
        return closed.orTimeout(60, TimeUnit.SECONDS).join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    private void send(String text) {
        synchronized (socket) {
            socket.sendText(text, true).join();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            partial.toString().lines().forEach(this::heard);
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void heard(String line) {
        if (line.equals("{}")) {
            Thread.ofVirtual().start(() -> send("{}"));
        } else {
            lines.add(line);
            heard.add(JSON.readTree(line));
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
