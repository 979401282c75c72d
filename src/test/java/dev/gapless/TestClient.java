package dev.gapless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a browser is to the server: keeps cookies, sends the CSRF token. Each has an address of its own (the server has
 * to believe X-Forwarded-For), so that one test's rate limits are not another's.
 */
public final class TestClient {
    public static final String PASSWORD = "correct horse";

    private static final HttpClient http = HttpClient.newHttpClient();
    private static final JsonMapper json = JsonMapper.shared();
    private static final AtomicInteger count = new AtomicInteger();

    private final int port;
    private final Map<String, HttpCookie> cookies = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    public TestClient(int port) {
        this.port = port;
        int number = count.incrementAndGet();
        header("X-Forwarded-For", "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255));
    }

    /** The same browser, cookies and all, at another server. */
    public TestClient onPort(int other) {
        TestClient client = new TestClient(other);
        client.cookies.putAll(cookies);
        return client;
    }

    /** An answer of the server. */
    public record Answer(int status, HttpHeaders headers, String body) {
        public JsonNode json() {
            return json.readTree(body);
        }

        /** A header; empty when there is none. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The {@code detail} of a problem. */
        public String detail() {
            return json().path("detail").asString();
        }
    }

    /** Sends a header with every request from here on; null to stop. */
    public TestClient header(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    /** The cookies that the server has set. */
    public Map<String, HttpCookie> cookies() {
        return cookies;
    }

    /** Fetches a CSRF token and sends it from here on. */
    public TestClient withCsrf() {
        return header("X-CSRFToken", get("/api/csrf").header("X-CSRFToken"));
    }

    /** Makes an account and is logged in. */
    public Answer register(String username) {
        withCsrf();
        return keepCsrf(post("/api/register", Map.of("username", username, "password", PASSWORD)));
    }

    public Answer login(String username, String password) {
        withCsrf();
        return keepCsrf(post("/api/login", Map.of("username", username, "password", password)));
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    /** Sends an object as JSON; a string is sent as it is. */
    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer send(String method, String path, Object body) {
        String text = body instanceof String raw ? raw : json.writeValueAsString(body);
        return send(method, path, BodyPublishers.ofString(text), "application/json");
    }

    public Answer send(String method, String path, BodyPublisher body, @Nullable String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body);
        headers.forEach(request::setHeader);
        if (contentType != null) {
            request.setHeader("Content-Type", contentType);
        }
        if (!cookies.isEmpty()) {
            request.setHeader(
                    "Cookie",
                    cookies.values().stream()
                            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keepCookie);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer keepCsrf(Answer answer) {
        answer.headers().firstValue("X-CSRFToken").ifPresent(token -> header("X-CSRFToken", token));
        return answer;
    }

    private void keepCookie(String text) {
        for (HttpCookie cookie : HttpCookie.parse("Set-Cookie: " + text)) {
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie);
            }
        }
    }
}
