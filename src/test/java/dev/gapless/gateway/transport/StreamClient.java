package dev.gapless.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.gateway.GatewayServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that listens to an answer without end, and sends what it has to say in requests of their own. */
final class StreamClient implements AutoCloseable {
    enum Kind {
        HTTP_STREAM,
        SSE
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final String END = "end";

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final GatewayServer server;
    private final HttpResponse<InputStream> response;
    private String session = "";
    private String node = "";
    private int id = 1;

    private StreamClient(GatewayServer server, Kind kind, String commands) throws Exception {
        this.server = server;
        HttpRequest request = switch (kind) {
            case HTTP_STREAM ->
                HttpRequest.newBuilder(uri(server, "/connection/http_stream"))
                        .POST(BodyPublishers.ofString(commands))
                        .build();
            case SSE ->
                HttpRequest.newBuilder(uri(server, "/connection/sse?cf_connect=" + URLEncoder.encode(commands, UTF_8)))
                        .build();
        };
        response = http.send(request, BodyHandlers.ofInputStream());
        Thread.ofVirtual().start(() -> listen(kind));
    }

    static StreamClient open(GatewayServer server, Kind kind, String commands) throws Exception {
        return new StreamClient(server, kind, commands);
    }

    /** A client that has connected as a user. */
    static StreamClient connected(GatewayServer server, Kind kind, long user) throws Exception {
        StreamClient client = open(server, kind, "{\"id\":1,\"connect\":{\"token\":\"" + server.token(user) + "\"}}");
        JsonNode connect = client.next().path("connect");
        client.session = connect.path("session").asString();
        client.node = connect.path("node").asString();
        return client;
    }

    static URI uri(GatewayServer server, String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private void listen(Kind kind) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (kind == Kind.HTTP_STREAM) {
                    lines.add(line);
                } else if (line.startsWith("data: ")) {
                    lines.add(line.substring("data: ".length()));
                } else if (!line.isEmpty()) {
                    throw new AssertionError("neither data nor nothing: " + line);
                }
            }
            lines.add(END);
        } catch (IOException broken) {
            lines.add("\"" + broken + "\"");
        }
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    String session() {
        return session;
    }

    String node() {
        return node;
    }

    /** Sends commands to the session; the status of the answer. */
    int emulate(String commands) throws Exception {
        String envelope = JSON.writeValueAsString(JSON.createObjectNode()
                .put("session", session)
                .put("node", node)
                .put("data", commands));
        return post(http, server, envelope);
    }

    static int post(GatewayServer server, String envelope) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return post(http, server, envelope);
        }
    }

    private static int post(HttpClient http, GatewayServer server, String envelope) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/emulation"))
                .POST(BodyPublishers.ofString(envelope))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Sends a command and returns what comes next. */
    JsonNode call(String method, String parameters) throws Exception {
        int status = emulate("{\"id\":" + ++id + ",\"" + method + "\":" + parameters + "}");
        if (status != 204) {
            throw new AssertionError("answered with " + status);
        }
        return next();
    }

    JsonNode subscribe(String channel) throws Exception {
        return call("subscribe", "{\"channel\":\"" + channel + "\"}");
    }

    /** The next reply. */
    JsonNode next() throws InterruptedException {
        String line = poll();
        if (line.equals(END)) {
            throw new AssertionError("the stream has ended");
        }
        return JSON.readTree(line);
    }

    private String poll() throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing came");
        }
        return line;
    }

    /** Waits for the proper end of the stream, before which nothing more may come. */
    void awaitEnd() throws InterruptedException {
        String line = poll();
        if (!line.equals(END)) {
            throw new AssertionError("not the end but " + line);
        }
    }

    /** Leaves without a word. */
    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.shutdownNow();
    }
}
