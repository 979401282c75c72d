package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.gapless.account.LastSeen;
import dev.gapless.account.LoginEnds;
import dev.gapless.account.TokenSecret;
import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.EventLog;
import dev.gapless.eventlog.EventLogProperties;
import dev.gapless.gateway.channel.ChannelSettings;
import dev.gapless.gateway.token.Check;
import dev.gapless.gateway.token.ConnectionClaims;
import dev.gapless.gateway.token.SubscriptionClaims;
import dev.gapless.gateway.token.TokenSettings;
import dev.gapless.gateway.token.Tokens;
import dev.gapless.gateway.transport.Endpoints;
import dev.gapless.hub.FollowLoader;
import dev.gapless.hub.Hub;
import dev.gapless.hub.HubSettings;
import dev.gapless.hub.StreamPosition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as part of a Spring application. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = GatewayWiringTest.Application.class,
        properties = {
            "spring.threads.virtual.enabled=true",
            "server.compression.enabled=true",
            "server.compression.min-response-size=1B"
        })
class GatewayWiringTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Tokens tokens;

    @Autowired
    private AtomicInteger lookups;

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    GatewayWiringTest() {}

    @Test
    void aClientConnectsWithoutItsLoginBeingLookedUp() throws Exception {
        CompletableFuture<String> reply = new CompletableFuture<>();
        WebSocket socket = http.newWebSocketBuilder()
                .header("Cookie", "SESSION=abc; JSESSIONID=abc")
                .buildAsync(uri("ws", "/connection/websocket"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        reply.complete(data.toString());
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .join();
        String token = tokens.forConnection(new UserPrincipal(42, "alice", "login"));
        socket.sendText("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}", true)
                .join();
        assertThat(reply.get(20, TimeUnit.SECONDS))
                .startsWith("{\"id\":1,\"connect\":{\"client\":\"")
                .contains("\"ping\":25,\"pong\":true");
        assertThat(lookups).hasValue(0);
        socket.abort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_stream", "sse"})
    void aStreamIsNeitherHeldBackNorDoesItLookUpALogin(String transport) throws Exception {
        String token = tokens.forConnection(new UserPrincipal(42, "alice", "login"));
        HttpRequest connect = HttpRequest.newBuilder(uri("http", "/connection/" + transport))
                .header("Cookie", "SESSION=abc; JSESSIONID=abc")
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}"))
                .build();
        var stream = http.send(connect, BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Encoding")).isEmpty();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
            String reply = lines.readLine();
            while (reply.isEmpty()) {
                reply = lines.readLine();
            }
            JsonNode connected = new JsonMapper()
                    .readTree(reply.substring(reply.indexOf('{')))
                    .path("connect");
            String envelope = "{\"session\":%s,\"node\":%s,\"data\":\"nonsense\"}"
                    .formatted(connected.path("session"), connected.path("node"));
            HttpRequest emulation = HttpRequest.newBuilder(uri("http", "/emulation"))
                    .header("Cookie", "SESSION=abc; JSESSIONID=abc")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(envelope))
                    .build();
            assertThat(http.send(emulation, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            assertThat(lines.lines().toList().toString()).contains("\"code\":3501");
        }
        assertThat(lookups).hasValue(0);
    }

    @Test
    void aTokenIsMadeForTheOneWhoIsLoggedIn() throws Exception {
        String body = get("/api/token/connection", 200);
        String token = body.substring(body.indexOf(":\"") + 2, body.lastIndexOf('"'));
        assertThat(tokens.checkConnection(token).join())
                .isInstanceOfSatisfying(
                        Check.Valid.class,
                        valid -> assertThat(valid.claims()).isInstanceOfSatisfying(ConnectionClaims.class, claims -> {
                            assertThat(claims.user()).isEqualTo("42");
                            assertThat(claims.login()).isEqualTo("login");
                        }));
    }

    @Test
    void aSubscriptionTokenIsMadeForOnesOwnChannelOnly() throws Exception {
        String body = get("/api/token/subscription?channel=personal:42", 200);
        String token = body.substring(body.indexOf(":\"") + 2, body.lastIndexOf('"'));
        assertThat(tokens.checkSubscription(token).join())
                .isInstanceOfSatisfying(
                        Check.Valid.class,
                        valid -> assertThat(valid.claims())
                                .isInstanceOfSatisfying(
                                        SubscriptionClaims.class,
                                        claims -> assertThat(claims.channel()).isEqualTo("personal:42")));
        get("/api/token/subscription?channel=personal:43", 403);
        get("/api/token/subscription?channel=room:7", 403);
        get("/api/token/subscription?channel=", 403);
        get("/api/token/subscription", 400);
    }

    private String get(String path, int status) throws Exception {
        var response = http.send(HttpRequest.newBuilder(uri("http", path)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        return response.body();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + port + path);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        JettyServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        SecurityAutoConfiguration.class,
        ServletWebSecurityAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class
    })
    @EnableConfigurationProperties({
        GatewaySettings.class,
        ChannelSettings.class,
        TokenSettings.class,
        EventLogProperties.class
    })
    @ComponentScan(basePackageClasses = Endpoints.class)
    @Import({GatewayConfiguration.class, TokenController.class})
    static class Application {
        @Bean
        TokenSecret tokenSecret() {
            TokenSecret secret = mock(TokenSecret.class);
            when(secret.hmacKey()).thenReturn(GatewayServer.KEY);
            return secret;
        }

        @Bean
        LoginEnds loginEnds() {
            LoginEnds ends = mock(LoginEnds.class);
            when(ends.known()).thenReturn(new LoginEnds.Known(new StreamPosition(1, GatewayServer.EPOCH), List.of()));
            return ends;
        }

        @Bean
        LastSeen lastSeen() {
            return mock(LastSeen.class);
        }

        @Bean
        Hub hub() {
            Hub hub = new Hub(
                    new HubSettings(300, Duration.ofMinutes(10), 4 << 20, 256 << 20),
                    new GatewayServer.Follows(),
                    InstantSource.system());
            hub.begin(new StreamPosition(1, GatewayServer.EPOCH));
            return hub;
        }

        @Bean
        FollowLoader follows() {
            return new GatewayServer.Follows();
        }

        @Bean
        EventLog events(Hub hub) {
            return new StraightLog(hub, InstantSource.system(), new StreamPosition(1, GatewayServer.EPOCH));
        }

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        AtomicInteger lookups() {
            return new AtomicInteger();
        }

        /** Stands for the store of login sessions, and counts who asks it. */
        @Bean
        FilterRegistrationBean<Filter> sessions(AtomicInteger lookups) {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) ->
                    chain.doFilter(new CountingRequest((HttpServletRequest) request, lookups), response));
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        @Bean
        SecurityFilterChain everythingElse(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .addFilterBefore(
                            (request, response, chain) -> {
                                var user = new UserPrincipal(42, "alice", "login");
                                SecurityContextHolder.getContext()
                                        .setAuthentication(new TestingAuthenticationToken(user, "", "USER"));
                                chain.doFilter(request, response);
                            },
                            org.springframework.security.web.authentication.AnonymousAuthenticationFilter.class)
                    .exceptionHandling(
                            e -> e.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
                    .build();
        }
    }

    private static final class CountingRequest extends HttpServletRequestWrapper {
        private final AtomicInteger lookups;

        CountingRequest(HttpServletRequest request, AtomicInteger lookups) {
            super(request);
            this.lookups = lookups;
        }

        @Override
        public HttpSession getSession() {
            lookups.incrementAndGet();
            return super.getSession();
        }

        @Override
        public HttpSession getSession(boolean create) {
            lookups.incrementAndGet();
            return super.getSession(create);
        }

        @Override
        public Principal getUserPrincipal() {
            lookups.incrementAndGet();
            return super.getUserPrincipal();
        }
    }
}
