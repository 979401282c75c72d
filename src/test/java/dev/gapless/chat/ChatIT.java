package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import dev.gapless.TestDatabase;
import dev.gapless.account.UserPrincipal;
import dev.gapless.eventlog.Event;
import dev.gapless.hub.Hub;
import dev.gapless.hub.StreamPosition;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The chat's API before a real database. Every test has its own people and rooms, so they share one of each. */
// Some tests fill tables with more rows at once than anybody else would.
@SpringBootTest(properties = "gapless.database.statement-timeout=5min")
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
@ContextConfiguration(initializers = TestDatabase.class)
@Import(ChatTestBeans.class)
abstract class ChatIT {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @Autowired
    MockMvc mvc;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Autowired
    RecordedLog log;

    @Autowired
    Hub hub;

    /** An answer of the API. */
    record Answer(int status, JsonNode body) {
        long id() {
            return body.get("id").longValue();
        }

        String detail() {
            return body.get("detail").stringValue();
        }

        Answer expect(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }
    }

    /** Listens as this person to what is done from here on. */
    final Listener listenAs(UserPrincipal someone) {
        return Listener.to(hub, Topics.personal(someone.id()), here());
    }

    /**
     * Behind all that has been done so far. Where a synchronisation would start is no such place: events of what it shows
     * already may still be on their way.
     */
    final StreamPosition here() {
        return log.publish(Event.of(List.of("test:here"), "{}".getBytes(StandardCharsets.UTF_8)))
                .position();
    }

    /** A new person. */
    UserPrincipal user() {
        String name = "user" + NAMES.incrementAndGet();
        long id = jdbc.sql("""
                        insert into users (username, username_key, password_hash, created_at)
                        values (:name, :name, '-', now()) returning id
                        """).param("name", name).query(Long.class).single();
        return new UserPrincipal(id, name, "session");
    }

    /** A new room with these members, the first its owner. */
    long room(UserPrincipal owner, UserPrincipal... others) throws Exception {
        long id = post(owner, "/api/rooms", Map.of("name", roomName()))
                .expect(201)
                .id();
        for (UserPrincipal other : others) {
            post(other, "/api/rooms/" + id + "/join").expect(200);
        }
        return id;
    }

    String roomName() {
        return "Room %05d".formatted(NAMES.incrementAndGet());
    }

    Answer say(UserPrincipal author, long room, String content) throws Exception {
        return post(author, "/api/rooms/" + room + "/messages", Map.of("content", content));
    }

    Answer sayOnce(UserPrincipal author, long room, String content, String key) throws Exception {
        return send(
                MockMvcRequestBuilders.post("/api/rooms/" + room + "/messages")
                        .header("Idempotency-Key", key)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json.writeValueAsString(Map.of("content", content))),
                author);
    }

    /** Asks for a path as it stands in a link: encoded. */
    Answer get(@Nullable UserPrincipal user, String path) throws Exception {
        return send(MockMvcRequestBuilders.get(URI.create(path)), user);
    }

    Answer post(@Nullable UserPrincipal user, String path) throws Exception {
        return send(MockMvcRequestBuilders.post(path), user);
    }

    Answer post(@Nullable UserPrincipal user, String path, Object body) throws Exception {
        return postText(user, path, json.writeValueAsString(body));
    }

    Answer postText(@Nullable UserPrincipal user, String path, String body) throws Exception {
        return send(withBody(HttpMethod.POST, path, body), user);
    }

    Answer patch(@Nullable UserPrincipal user, String path, Object body) throws Exception {
        return send(withBody(HttpMethod.PATCH, path, json.writeValueAsString(body)), user);
    }

    Answer put(@Nullable UserPrincipal user, String path, Object body) throws Exception {
        return send(withBody(HttpMethod.PUT, path, json.writeValueAsString(body)), user);
    }

    Answer delete(@Nullable UserPrincipal user, String path) throws Exception {
        return send(MockMvcRequestBuilders.delete(URI.create(path)), user);
    }

    /** A request of JSON to a path as it stands in a link. */
    static MockHttpServletRequestBuilder withBody(HttpMethod method, String path, String body) {
        return MockMvcRequestBuilders.request(method, URI.create(path))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
    }

    Answer send(MockHttpServletRequestBuilder request, @Nullable UserPrincipal user) throws Exception {
        MockHttpServletResponse response = perform(request, user);
        String text = response.getContentAsString(StandardCharsets.UTF_8);
        return new Answer(response.getStatus(), text.isEmpty() ? json.nullNode() : json.readTree(text));
    }

    MockHttpServletResponse perform(MockHttpServletRequestBuilder request, @Nullable UserPrincipal user)
            throws Exception {
        if (user != null) {
            request.with(authentication(
                    UsernamePasswordAuthenticationToken.authenticated(user, null, AuthorityUtils.NO_AUTHORITIES)));
        }
        return mvc.perform(request.with(csrf().asHeader())).andReturn().getResponse();
    }

    Answer put(@Nullable UserPrincipal user, String path) throws Exception {
        return send(MockMvcRequestBuilders.put(URI.create(path)), user);
    }

    /** Where a room stands, as messages tell it. */
    JsonNode stateOf(long room, UserPrincipal member) throws Exception {
        ObjectNode state = (ObjectNode)
                get(member, "/api/rooms/" + room).expect(200).body().deepCopy();
        state.retain("id", "version", "bumped_at", "seq");
        return state;
    }

    /** A message as its room's history shows it to a member. */
    JsonNode fetched(UserPrincipal member, long room, long message) throws Exception {
        return results(get(member, "/api/rooms/" + room + "/messages?limit=1&around=" + message)
                        .expect(200))
                .getFirst();
    }

    /** The same as JSON that was read. */
    JsonNode tree(Object value) {
        return json.readTree(json.writeValueAsString(value));
    }

    /** A person who chose nothing, as others see them. */
    static Map<String, @Nullable Object> shown(UserPrincipal person) {
        return nullable(
                "id",
                person.id(),
                "username",
                person.username(),
                "display_name",
                person.username(),
                "avatar_url",
                null);
    }

    /** Names and values in turn; these may be null. */
    static Map<String, @Nullable Object> nullable(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    /** The events of a room, as clients get them. */
    List<JsonNode> events(long room) {
        return log.of("room:" + room).stream().map(this::data).toList();
    }

    /** A room without what is one member's alone: as it stands in events. */
    static JsonNode forAll(JsonNode myRoom) {
        ObjectNode room = (ObjectNode) myRoom.deepCopy();
        room.remove(List.of(
                "my_role",
                "unread_count",
                "mention_count",
                "unread_mentions",
                "last_read_message_id",
                "last_read_seq",
                "muted",
                "peer"));
        return room;
    }

    JsonNode data(Event event) {
        return json.readTree(event.data());
    }

    static List<JsonNode> results(Answer page) {
        return new ArrayList<>(page.body().get("results").values());
    }

    static List<Long> ids(Answer page) {
        return results(page).stream().map(node -> node.get("id").longValue()).toList();
    }

    /** Does the same from several threads that start together. */
    static <T> List<T> atOnce(int threads, Callable<T> action) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return action.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
