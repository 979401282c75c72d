package dev.gapless.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Who may do what: how every endpoint answers everybody. An endpoint without a row fails the test, and so does a row
 * without its endpoint.
 *
 * <p>To add an endpoint, add its row to {@link #TABLE}:
 *
 * <ol>
 *   <li>the kind of the room that it is tried with. An endpoint may have a row for each kind;
 *   <li>method and path as they are mapped, and perhaps a query. {@link Scene#path} knows what each variable stands for;
 *   <li>the status for someone who is not logged in; a stranger to the room; a member, an admin and the owner of it; and the
 *       member who wrote {@code $message}. A dash where there is nothing to tell;
 *   <li>the body, if there is one, with the words of {@link Scene#words}.
 * </ol>
 *
 * <p>Each answer is that of a room of its own, with these people, a message and an invitation in it.
 */
class AccessIT extends ChatIT {
    private static final String TABLE = """
            room     method  path                                   nobody  stranger  member  admin  owner  author  body

            -        GET     /api/csrf                              200     200       -       -      -      -
            -        GET     /api/demo                              404     404       -       -      -      -
            -        POST    /api/register                          201     201       -       -      -      -       {"username": "$login", "password": "correct horse"}
            -        POST    /api/login                             401     401       -       -      -      -       {"username": "$name", "password": "correct horse"}
            -        POST    /api/logout                            401     200       -       -      -      -
            -        GET     /api/me                                401     200       -       -      -      -
            -        PATCH   /api/me                                401     200       -       -      -      -       {"display_name": "$name"}
            -        PUT     /api/me/avatar                         401     415       -       -      -      -
            -        DELETE  /api/me/avatar                         401     200       -       -      -      -
            -        PUT     /api/me/password                       401     400       -       -      -      -       {}
            -        GET     /api/me/sessions                       401     200       -       -      -      -
            -        DELETE  /api/me/sessions/{id}                  401     404       -       -      -      -
            -        GET     /api/users                             401     200       -       -      -      -
            -        GET     /api/users/{id}                        401     200       -       -      -      -
            -        GET     /api/users/{id}/avatar                 401     404       -       -      -      -
            -        GET     /api/token/connection                  401     200       -       -      -      -
            -        GET     /api/token/subscription?channel=test   401     403       -       -      -      -
            -        GET     /error                                 404     404       -       -      -      -

            private  GET     /api/sync                              401     200       200     200    200    -
            private  GET     /api/rooms                             401     200       200     200    200    -
            private  POST    /api/rooms                             401     201       201     201    201    -       {"name": "$name"}
            private  GET     /api/rooms/{id}                        401     404       200     200    200    -
            private  PATCH   /api/rooms/{id}                        401     404       403     200    200    -       {"topic": "$name"}
            private  DELETE  /api/rooms/{id}                        401     404       403     403    200    -
            private  POST    /api/direct                            401     201       201     201    201    -       {"user_id": $other}
            private  GET     /api/search                            401     200       200     200    200    -
            public   POST    /api/rooms/{roomId}/join               401     200       409     409    409    -
            private  POST    /api/rooms/{roomId}/join               401     404       404     404    404    -
            private  POST    /api/rooms/{roomId}/leave              401     404       200     200    200    -

            private  GET     /api/rooms/{roomId}/members            401     404       200     200    200    -
            public   POST    /api/rooms/{roomId}/members            401     404       201     201    201    -       {"user_id": $newcomer}
            private  POST    /api/rooms/{roomId}/members            401     404       403     201    201    -       {"user_id": $newcomer}
            private  PATCH   /api/rooms/{roomId}/members/{userId}   401     404       403     403    200    -       {"role": "admin"}
            private  DELETE  /api/rooms/{roomId}/members/{userId}   401     404       403     200    200    -
            private  GET     /api/rooms/{roomId}/invites            401     404       403     200    200    -
            private  POST    /api/rooms/{roomId}/invites            401     404       403     201    201    -       {}
            private  GET     /api/invites/{code}                    401     200       200     200    200    -
            private  POST    /api/invites/{code}/accept             401     200       200     200    200    -
            private  DELETE  /api/invites/{code}                    401     404       403     200    200    -

            private  PUT     /api/rooms/{roomId}/read               401     404       200     200    200    -       {"message_id": $message}
            private  GET     /api/rooms/{roomId}/receipts?message_id=$message  401  404  200  200  200  -
            private  PUT     /api/rooms/{roomId}/mute               401     404       200     200    200    -       {"muted": true}

            private  GET     /api/rooms/{roomId}/messages           401     404       200     200    200    200
            private  POST    /api/rooms/{roomId}/messages           401     404       201     201    201    201     {"content": "hello"}
            private  PATCH   /api/messages/{id}                     401     404       403     403    403    200     {"content": "changed"}
            private  DELETE  /api/messages/{id}                     401     404       403     200    200    200
            private  PUT     /api/messages/{id}/reactions/{emoji}   401     404       200     200    200    200
            private  DELETE  /api/messages/{id}/reactions/{emoji}   401     404       200     200    200    200
            private  PUT     /api/messages/{id}/pin                 401     404       200     200    200    200
            private  DELETE  /api/messages/{id}/pin                 401     404       200     200    200    200
            private  GET     /api/rooms/{roomId}/pins               401     404       200     200    200    -
            private  GET     /api/search/messages?q=hello           401     200       200     200    200    -
            """;

    private static final List<String> ACTORS = List.of("nobody", "stranger", "member", "admin", "owner", "author");

    @Autowired
    @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapped;

    /** One line of the table. */
    private record Row(String kind, String method, String path, List<String> statuses, String body) {

        static Row parse(String line) {
            String[] cells = line.strip().split(" +", 4 + ACTORS.size());
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    Arrays.asList(cells).subList(3, 3 + ACTORS.size()),
                    cells.length > 3 + ACTORS.size() ? cells[3 + ACTORS.size()] : "");
        }

        String endpoint() {
            return method + " " + path.replaceAll("\\?.*", "");
        }

        /** What it should be, by who asks. */
        Map<String, String> expected() {
            return ACTORS.stream()
                    .filter(actor -> !statuses.get(ACTORS.indexOf(actor)).equals("-"))
                    .collect(Collectors.toMap(actor -> actor, actor -> statuses.get(ACTORS.indexOf(actor))));
        }

        @Override
        public String toString() {
            return kind.equals("-") ? endpoint() : endpoint() + " (" + kind + ")";
        }
    }

    static Stream<Row> table() {
        return TABLE.lines().skip(1).filter(line -> !line.isBlank()).map(Row::parse);
    }

    @ParameterizedTest
    @MethodSource("table")
    void everyoneIsAnsweredAsTheTableSays(Row row) throws Exception {
        Map<String, String> expected = row.expected();
        Map<String, String> actual = new HashMap<>();
        for (String actor : expected.keySet()) {
            Scene scene = new Scene(row.kind.equals("-") ? Room.PRIVATE : row.kind);
            var request =
                    withBody(HttpMethod.valueOf(row.method), scene.words(scene.path(row.path)), scene.words(row.body));
            actual.put(
                    actor,
                    Integer.toString(perform(request, scene.people.get(actor)).getStatus()));
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void theTableHasAllEndpointsAndNoOthers() {
        Set<String> endpoints = mapped.getHandlerMethods().keySet().stream()
                .flatMap(AccessIT::endpoints)
                .collect(Collectors.toSet());
        Set<String> rows = table().map(Row::endpoint).collect(Collectors.toSet());

        assertThat(rows).containsExactlyInAnyOrderElementsOf(endpoints);
    }

    /** What is mapped whatever the method stands in the table as GET. */
    private static Stream<String> endpoints(RequestMappingInfo info) {
        Set<String> methods = info.getMethodsCondition().getMethods().isEmpty()
                ? Set.of("GET")
                : info.getMethodsCondition().getMethods().stream()
                        .map(Enum::name)
                        .collect(Collectors.toSet());
        return info.getPatternValues().stream().flatMap(path -> methods.stream().map(method -> method + " " + path));
    }

    /** A room with people in it, a message and an invitation; and a stranger. */
    private final class Scene {
        private static final Pattern VARIABLE = Pattern.compile("([^/]+)/\\{[^/]+}");

        private final Map<String, @Nullable UserPrincipal> people = new HashMap<>();
        private final UserPrincipal other = user();
        private final UserPrincipal newcomer = user();
        private final String name = roomName();
        private final long room;
        private final long message;

        Scene(String kind) {
            people.put("nobody", null);
            people.put("stranger", user());
            room = jdbc.sql("""
                            insert into rooms (name, name_key, kind, version, member_count, seq, created_at, bumped_at)
                            values (:name, :name, :kind, 1, 5, 1, now(), now()) returning id
                            """)
                    .param("name", roomName())
                    .param("kind", kind)
                    .query(Long.class)
                    .single();
            for (String actor : ACTORS.subList(2, ACTORS.size())) {
                people.put(actor, enter(user(), actor.equals("author") ? Member.MEMBER : actor));
            }
            enter(other, Member.MEMBER);
            message = jdbc.sql("""
                            with m as (
                              insert into messages (room_id, author_id, content, version, seq, created_at)
                              values (:room, :author, 'hello', 1, 1, now()) returning id),
                            i as (
                              insert into invites (code, room_id, created_by, created_at, expires_at)
                              values (:code, :room, :author, now(), now() + interval '1 hour'))
                            select id from m
                            """)
                    .param("room", room)
                    .param("author", person("author").id())
                    .param("code", code())
                    .query(Long.class)
                    .single();
            jdbc.sql("update rooms set last_message_id = :message where id = :room")
                    .param("message", message)
                    .param("room", room)
                    .update();
        }

        private UserPrincipal enter(UserPrincipal user, String role) {
            jdbc.sql("insert into members (room_id, user_id, role, joined_at) values (:room, :user, :role, now())")
                    .param("room", room)
                    .param("user", user.id())
                    .param("role", role)
                    .update();
            return user;
        }

        private UserPrincipal person(String actor) {
            return requireNonNull(people.get(actor));
        }

        private String code() {
            return "code-" + room;
        }

        /** The path with its variables filled in: each stands for one of what the word before it names. */
        String path(String mapped) {
            return VARIABLE.matcher(mapped)
                    .replaceAll(found -> found.group(1)
                            + "/"
                            + Matcher.quoteReplacement(
                                    switch (found.group(1)) {
                                        case "rooms" -> Long.toString(room);
                                        case "messages" -> Long.toString(message);
                                        case "members", "users" -> Long.toString(other.id());
                                        case "invites" -> code();
                                        case "reactions" -> "%F0%9F%91%8D";
                                        case "sessions" -> "unknown";
                                        default -> throw new AssertionError("what is in " + mapped + "?");
                                    }));
        }

        /** The body with these words filled in. */
        String words(String body) {
            return body.replace("$name", name)
                    .replace("$login", name.replace(" ", ""))
                    .replace("$message", Long.toString(message))
                    .replace("$other", Long.toString(other.id()))
                    .replace("$newcomer", Long.toString(newcomer.id()));
        }
    }
}
