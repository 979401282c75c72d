package dev.gapless.load;

import java.io.IOException;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one who writes all messages, through the REST API as anybody would. */
final class Author implements AutoCloseable {
    private static final String CSRF = "X-CSRFToken";
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final ServerProcess server;
    private String csrfToken = "";

    private Author(ServerProcess server) {
        this.server = server;
    }

    static Author register(ServerProcess server) throws IOException, InterruptedException {
        Author author = new Author(server);
        author.call(HttpRequest.newBuilder(server.uri("/api/csrf")));
        author.post("/api/register", "{\"username\":\"author\",\"password\":\"correct-horse-7\"}");
        return author;
    }

    /** Makes a room; its id. */
    long createRoom(String name) throws IOException, InterruptedException {
        String room = post("/api/rooms", "{\"name\":\"" + name + "\"}");
        Matcher id = ID.matcher(room);
        if (!id.find()) {
            throw new IOException("not a room: " + room);
        }
        return Long.parseLong(id.group(1));
    }

    void write(long room, String content) throws IOException, InterruptedException {
        post("/api/rooms/" + room + "/messages", "{\"content\":\"" + content + "\"}");
    }

    private String post(String path, String json) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/json")
                .header(CSRF, csrfToken)
                .POST(BodyPublishers.ofString(json)));
    }

    private String call(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        csrfToken = response.headers().firstValue(CSRF).orElse(csrfToken);
        if (response.statusCode() >= 300) {
            throw new IOException(response + ": " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
