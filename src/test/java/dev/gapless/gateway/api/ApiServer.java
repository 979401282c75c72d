package dev.gapless.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.gapless.GaplessApplication;
import dev.gapless.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole application on a port of its own, with the API switched on, and the backend that calls it. */
final class ApiServer implements AutoCloseable {
    static final String KEY = "the-key-of-the-backend";

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final ConfigurableApplicationContext context;

    private ApiServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a server. {@code news} has all that a channel can have, {@code plain} nothing. */
    static ApiServer start(TestDatabase database, String node, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "server.port=0",
                "server.forward-headers-strategy=native",
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=0",
                "gapless.node-id=" + node,
                "gapless.token.secret=" + SECRET,
                "gapless.rate-limit.api-key.every=1h",
                "gapless.gateway.api-key=" + KEY,
                "gapless.gateway.shutdown-spread=0s",
                "gapless.gateway.namespaces.news.history-size=100",
                "gapless.gateway.namespaces.news.history-ttl=300s",
                "gapless.gateway.namespaces.news.force-recovery=true",
                "gapless.gateway.namespaces.news.presence=true",
                "gapless.gateway.namespaces.news.join-leave=true",
                "gapless.gateway.namespaces.news.force-push-join-leave=true",
                "gapless.gateway.namespaces.news.allow-subscribe-for-client=true",
                "gapless.gateway.namespaces.news.allow-presence-for-subscriber=true",
                "gapless.gateway.namespaces.small.history-size=2",
                "gapless.gateway.namespaces.small.history-ttl=300s",
                "gapless.gateway.namespaces.plain.allow-subscribe-for-client=true"));
        settings.addAll(List.of(more));
        String[] arguments = settings.stream().map(setting -> "--" + setting).toArray(String[]::new);
        return new ApiServer(new SpringApplication(GaplessApplication.class).run(arguments));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** What a method answers: {@code {"result":...}} or {@code {"error":...}}. */
    JsonNode call(String method, String parameters) {
        HttpResponse<String> response = post("/gateway/api/" + method, parameters, "X-API-Key", KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** The result of a method that does not refuse. */
    JsonNode result(String method, String parameters) {
        JsonNode answer = call(method, parameters);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    /** The code of a method that refuses. */
    int error(String method, String parameters) {
        JsonNode answer = call(method, parameters);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        return answer.path("error").path("code").asInt();
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A client that has connected as this user. */
    Client connect(String user) {
        return connect(Map.of("sub", user));
    }

    /** A client that has connected with a token of these claims. */
    Client connect(Map<String, Object> claims) {
        Client client = new Client(port());
        client.connect(token(claims));
        return client;
    }

    static String token(Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.putIfAbsent("exp", Instant.now().getEpochSecond() + 3600);
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(all));
        try {
            token.sign(new MACSigner(SECRET.getBytes(UTF_8)));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** A channel, or a user, that no other test knows. */
    static String unique(String name) {
        return name + UUID.randomUUID().toString().substring(0, 8);
    }

    @Override
    public void close() {
        context.close();
    }
}
