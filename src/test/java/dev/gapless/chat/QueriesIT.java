package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.History.Direction;
import dev.gapless.chat.History.Window;
import dev.gapless.chat.MessageSearch.Wanted;
import dev.gapless.chat.MessageService.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What the calls cost the database: a fixed number of statements, each by an index. */
class QueriesIT extends ChatIT {
    /** The room's lock, the membership, the message, the room, the author's marker, the answer, the event. */
    private static final int POST = 7;

    /** The message's room, its lock, the membership and the message; the room, the answer and the event. */
    private static final int CHANGE = 7;

    @Autowired
    RoomList list;

    @Autowired
    History history;

    @Autowired
    Directory directory;

    @Autowired
    SyncService sync;

    @Autowired
    MessageService messages;

    @Autowired
    ReactionService reactions;

    @Autowired
    Pins pins;

    @Autowired
    MessageSearch search;

    @Autowired
    RoomService rooms;

    @Autowired
    ReadService reading;

    @Autowired
    MemberService memberships;

    @Autowired
    MemberList people;

    @Autowired
    InviteService invites;

    @Autowired
    RoomPurge purge;

    @Autowired
    MembershipFollows follows;

    @Autowired
    JdbcTemplate template;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void aPageOfRoomsIsOneStatementHoweverManyRoomsAndAuthors() throws Exception {
        UserPrincipal alice = user();
        for (int i = 0; i < 20; i++) {
            UserPrincipal bob = user();
            long room = room(alice, bob);
            say(bob, room, "hello").expect(201);
        }

        assertThat(Statements.of(() -> list.page(alice.id(), RoomCursor.START, 100)))
                .hasSize(1);
        assertThat(Statements.of(() -> directory.search("", "", alice.id(), 100)))
                .hasSize(1);
        assertThat(Statements.of(() -> sync.read(alice)))
                .filteredOn(sql -> sql.contains("rooms"))
                .hasSize(1);
    }

    @Test
    void aPageOfMessagesIsTwoStatementsHoweverManyMessagesAndAuthors() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        for (int i = 0; i < 20; i++) {
            UserPrincipal bob = user();
            memberships.join(bob, room);
            messages.post(bob, room, new Draft("hello", null), null);
        }
        long anchor = ids(get(alice, "/api/rooms/" + room + "/messages")).get(10);

        for (Window window : List.of(
                Window.NEWEST,
                new Window(Direction.BEFORE, anchor),
                new Window(Direction.AFTER, anchor),
                new Window(Direction.AROUND, anchor))) {
            assertThat(Statements.of(() -> history.read(room, alice.id(), window, 100)))
                    .hasSize(2);
        }
    }

    @Test
    void readingIsTwoStatementsAndTheEvent() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice, bob);
        long message = say(alice, room, "hello").expect(201).id();

        assertThat(Statements.of(() -> reading.read(bob, room, message))).hasSize(3);
        assertThat(Statements.of(() -> reading.read(bob, room, message))).hasSize(2);
        assertThat(Statements.of(() -> reading.receipts(alice, room, message))).hasSize(2);
    }

    @Test
    void aMessageTakesAsManyStatementsInARoomOfManyAsInARoomOfTwo() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long few = room(alice, bob);
        long many = room(alice, bob);
        for (int i = 0; i < 20; i++) {
            memberships.join(user(), many);
        }
        for (long room : List.of(few, many)) {
            long id = say(bob, room, "hello").expect(201).id();
            String names = "@all, @" + alice.username() + " and @" + bob.username() + ".";

            assertThat(statements(() -> messages.post(alice, room, new Draft("no names", null), null)))
                    .isEqualTo(POST);
            assertThat(statements(() -> messages.post(alice, room, new Draft("yes", id), null)))
                    .isEqualTo(POST + 1);
            assertThat(statements(() -> messages.post(alice, room, new Draft(names, null), null)))
                    .isEqualTo(POST + 1);
            assertThat(statements(() -> messages.edit(bob, id, "hello " + names)))
                    .isEqualTo(CHANGE + 3);
            assertThat(statements(() -> reactions.add(alice, id, "👍"))).isEqualTo(CHANGE + 3);
            assertThat(statements(() -> pins.pin(alice, id))).isEqualTo(CHANGE + 2);
            assertThat(statements(() -> pins.of(alice, room))).isEqualTo(2);
            assertThat(statements(() -> find(alice, null, null))).isEqualTo(5);
            assertThat(statements(() -> messages.delete(bob, id))).isEqualTo(CHANGE + 3);
        }
    }

    private static int statements(Callable<?> action) throws Exception {
        return Statements.of(action).size();
    }

    private Object find(UserPrincipal user, @Nullable Long room, @Nullable Long author) {
        return search.find(user, new Wanted("'hello'", room, author, Long.MAX_VALUE), 100);
    }

    @Test
    void whatManyUsersFollowIsOneStatementAndOtherChannelsNone() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        UserPrincipal carol = user();
        long first = room(alice, bob);
        long second = room(bob);
        Set<String> personal = Set.of("personal:" + alice.id(), "personal:" + bob.id(), "personal:" + carol.id());
        Set<String> others = Set.of(
                "test",
                "room:",
                "room:0" + first,
                "room:x",
                "personal:",
                "personal:x",
                "personal:0",
                "personal:0" + alice.id(),
                "personal:-1",
                "personal:+1",
                "personal: 1",
                "personal:١",
                "personal:1.0",
                "personal:9223372036854775808",
                "personal:" + alice.id() + "\n",
                "xpersonal:" + alice.id());

        assertThat(follows.load(personal))
                .isEqualTo(Map.of(
                        "personal:" + alice.id(), Set.of("user:" + alice.id(), "room:" + first),
                        "personal:" + bob.id(), Set.of("user:" + bob.id(), "room:" + first, "room:" + second),
                        "personal:" + carol.id(), Set.of("user:" + carol.id())));
        assertThat(Statements.of(() -> follows.load(personal))).hasSize(1);
        assertThat(follows.load(others)).isEqualTo(others.stream().collect(Collectors.toMap(name -> name, Set::of)));
        assertThat(Statements.of(() -> follows.load(others))).isEmpty();
        others.forEach(name -> assertThat(follows.topicOf(name)).isEqualTo(name));
    }

    @Test
    void theChannelOfARoomIsAboutWhoIsThereAndNotAboutItsMessages() {
        assertThat(follows.load(Set.of("room:7", "personal:x"))).containsEntry("room:7", Set.of("here:7"));
        assertThat(follows.topicOf("room:7")).isEqualTo("here:7");
        assertThat(follows.topicOf("personal:42")).isEqualTo("user:42");
    }

    @Test
    void manyThousandChannelsAreLoadedAtOnce() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        Set<String> channels = LongStream.range(alice.id(), alice.id() + 50_000)
                .mapToObj(id -> "personal:" + id)
                .collect(Collectors.toSet());

        assertThat(follows.load(channels))
                .hasSize(50_000)
                .containsEntry("personal:" + alice.id(), Set.of("user:" + alice.id(), "room:" + room));
    }

    @Test
    void everyStatementGoesByTheIndexThatIsMadeForIt() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal bob = user();
        long room = room(alice);
        long anchor = say(alice, room, "hello").expect(201).id();
        record Expected(String index, List<String> statements) {}
        UserPrincipal carol = user();
        long second = room(alice, carol);
        String code = invites.create(alice, room, Duration.ofDays(1), null).code();
        long gone = room(alice);
        say(alice, gone, "bye").expect(201);
        rooms.delete(alice, gone);
        jdbc.sql("update rooms set deleted_at = now() - interval '1 day' where id = ?")
                .param(gone)
                .update();
        List<Expected> all = List.of(
                new Expected("members_", Statements.of(() -> people.page(room, alice.id(), "", "", 100))),
                new Expected("name_words_", Statements.of(() -> people.page(room, alice.id(), "bo", "", 100))),
                new Expected("rooms_direct", Statements.of(() -> rooms.direct(alice, carol.id()))),
                new Expected("rooms_pkey", Statements.of(() -> rooms.describe(alice, second, roomName(), "topic"))),
                new Expected("members_", Statements.of(() -> memberships.add(alice, second, bob.id()))),
                new Expected("members_", Statements.of(() -> memberships.setRole(alice, second, bob.id(), "admin"))),
                new Expected("members_", Statements.of(() -> memberships.remove(alice, second, bob.id()))),
                new Expected("members_standing", Statements.of(() -> memberships.leave(alice, second))),
                new Expected(
                        "invites_room_id", Statements.of(() -> invites.create(alice, room, Duration.ofDays(1), 1))),
                new Expected("invites_pkey", Statements.of(() -> {
                    invites.preview(alice, code);
                    return invites.accept(carol, code);
                })),
                new Expected("rooms_deleted_at", Statements.of(() -> {
                    purge.purge();
                    return gone;
                })),
                new Expected("members_user_id", Statements.of(() -> list.page(alice.id(), RoomCursor.START, 100))),
                new Expected("rooms_pkey", Statements.of(() -> list.find(room, alice.id()))),
                new Expected("rooms_name_key", Statements.of(() -> directory.search("x", "", alice.id(), 100))),
                new Expected("messages_room_id", read(room, alice, Window.NEWEST)),
                new Expected("messages_room_id", read(room, alice, new Window(Direction.AFTER, anchor))),
                new Expected("messages_room_id", read(room, alice, new Window(Direction.AROUND, anchor))),
                new Expected(
                        "messages_idempotency_key",
                        Statements.of(() -> messages.post(alice, room, new Draft("x", null), "key"))),
                new Expected("messages_pkey", Statements.of(() -> messages.edit(alice, anchor, "@bob"))),
                new Expected("reaction_counts_pkey", Statements.of(() -> reactions.add(alice, anchor, "👍"))),
                new Expected("reactions_", Statements.of(() -> reactions.remove(alice, anchor, "👍"))),
                new Expected("messages_pinned", Statements.of(() -> pins.pin(alice, anchor))),
                new Expected("messages_pinned", Statements.of(() -> pins.of(alice, room))),
                new Expected("messages_pkey", Statements.of(() -> find(alice, null, null))),
                new Expected("messages_room_id", Statements.of(() -> find(alice, room, null))),
                new Expected("messages_author", Statements.of(() -> find(alice, null, alice.id()))),
                new Expected("rooms_pkey", Statements.of(() -> memberships.join(bob, room))),
                new Expected("messages_room_id", Statements.of(() -> reading.read(bob, room, anchor))),
                new Expected("mentions_room_user", Statements.of(() -> reading.read(bob, room, anchor))),
                new Expected("members_", Statements.of(() -> reading.receipts(alice, room, anchor))),
                new Expected("members_", Statements.of(() -> muteTwice(bob, room))),
                new Expected("mentions_pkey", Statements.of(() -> messages.delete(alice, anchor))),
                new Expected("members_", Statements.of(() -> memberships.leave(bob, room))),
                new Expected("members_user_id", Statements.of(() -> follows.load(Set.of("personal:1")))));

        transactions.executeWithoutResult(status -> {
            fillTables();
            for (Expected expected : all) {
                List<String> plans = expected.statements.stream()
                        .filter(sql -> !sql.contains("pg_") && !sql.startsWith("insert"))
                        .map(this::plan)
                        .toList();
                assertThat(plans)
                        .isNotEmpty()
                        .allSatisfy(plan -> assertThat(plan).doesNotContain("Seq Scan"));
                assertThat(plans).anySatisfy(plan -> assertThat(plan).contains(expected.index));
            }
            status.setRollbackOnly();
        });
    }

    /** The second time nothing changes, which takes another statement. */
    private boolean muteTwice(UserPrincipal user, long room) {
        reading.mute(user, room, true);
        reading.mute(user, room, true);
        return true;
    }

    @Test
    void whatIsDoneToARoomCostsTheSameHoweverManyAreInIt() throws Exception {
        UserPrincipal alice = user();
        UserPrincipal[] many = Stream.generate(this::user).limit(20).toArray(UserPrincipal[]::new);
        long small = room(alice, user());
        long large = room(alice, many);
        for (RoomCall call : List.of(
                (RoomCall) room -> memberships.join(user(), room),
                room -> memberships.add(alice, room, user().id()),
                room -> people.page(room, alice.id(), "", "", 100),
                room -> invites.create(alice, room, Duration.ofDays(1), null),
                room -> invites.accept(
                        user(), invites.of(alice, room).getFirst().code()),
                room -> rooms.describe(alice, room, roomName(), "topic"),
                room -> say(alice, room, "hello"),
                room -> memberships.leave(alice, room))) {
            List<String> inSmall = asked(() -> call.on(small));
            assertThat(asked(() -> call.on(large))).isEqualTo(inSmall).isNotEmpty();
        }
    }

    /** Without the question for the servers, which is asked from time to time. */
    private static List<String> asked(Callable<?> action) throws Exception {
        return Statements.of(action).stream()
                .filter(sql -> !sql.contains("pg_replication_slots"))
                .toList();
    }

    private interface RoomCall {
        Object on(long room) throws Exception;
    }

    @Test
    void aMessageToAHundredThousandCostsNoMoreThanOneToTwo() throws Exception {
        UserPrincipal alice = user();
        long small = room(alice, user());
        long large = room(alice);
        crowd(large, 100_000);
        assertThat(Statements.of(() -> say(alice, large, "hello")))
                .isEqualTo(Statements.of(() -> say(alice, small, "hello")));

        List<Long> inSmall = new ArrayList<>();
        List<Long> inLarge = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            inSmall.add(nanosToSay(alice, small));
            inLarge.add(nanosToSay(alice, large));
        }

        assertThat(Collections.min(inLarge)).isLessThan(2 * Collections.min(inSmall));
        assertThat(get(alice, "/api/rooms/" + large).body().get("member_count").intValue())
                .isEqualTo(100_001);
        template.execute("delete from members where room_id = " + large);
    }

    private long nanosToSay(UserPrincipal author, long room) throws Exception {
        long start = System.nanoTime();
        say(author, room, "hello").expect(201);
        return System.nanoTime() - start;
    }

    /** Puts so many new people into a room, past the API. */
    private void crowd(long room, int size) {
        template.execute("""
                with crowd as (
                  insert into users (username, username_key, password_hash, created_at)
                  select name, name, '-', now() from (select 'crowd%2$d-' || n as name from generate_series(1, %1$d) n) names
                  returning id)
                insert into members (room_id, user_id, role, joined_at) select %2$d, id, 'member', now() from crowd
                """.formatted(size, room));
        template.execute("update rooms set member_count = member_count + %d where id = %d".formatted(size, room));
    }

    @Test
    void whoIsLookedForInALargeRoomIsFoundByTheIndexOfWords() throws Exception {
        UserPrincipal alice = user();
        long room = room(alice);
        transactions.executeWithoutResult(status -> {
            crowd(room, 20_000);
            String name = "crowd" + room + "-";
            template.execute("insert into name_words (word, user_id) select username_key, id from users"
                    + " where username_key like '" + name + "%'");
            template.execute("analyze users, members, name_words");
            String sql = MemberList.FOUND
                    .replace(":room", Long.toString(room))
                    .replace(":after", "''")
                    .replace(":from", "'" + name + "199'")
                    .replace(":to", "'" + name + "199~'")
                    .replace(":limit", "101");
            assertThat(String.join("\n", template.queryForList("explain " + sql, String.class)))
                    .contains("name_words_pkey", "users_pkey")
                    .doesNotContain("Seq Scan");
            status.setRollbackOnly();
        });
    }

    private List<String> read(long room, UserPrincipal user, Window window) throws Exception {
        return Statements.of(() -> history.read(room, user.id(), window, 100));
    }

    private void fillTables() {
        for (String sql : List.of("""
                insert into users (username, username_key, password_hash, created_at)
                select 'many ' || n, 'many ' || n, '-', now() from generate_series(1, 2000) n
                """, """
                insert into name_words (word, user_id)
                select n || username, id from users, generate_series(1, 2) n where username like 'many%'
                """, """
                insert into rooms (name, name_key, version, member_count, created_at, bumped_at)
                select 'many ' || n, 'many ' || n, 1, 0, now(), now() from generate_series(1, 2000) n
                """, """
                insert into members (room_id, user_id, role, joined_at)
                select r.id, u.id, 'member', now() from rooms r, users u
                where r.name like 'many%' and u.username like 'many%' and (r.id + u.id) % 100 = 0
                """, """
                insert into messages (room_id, author_id, content, version, idempotency_key, created_at)
                select room_id, user_id, 'hello', 1, room_id, now() from members where joined_at = now()
                """, """
                insert into mentions (message_id, room_id, user_id)
                select id, room_id, author_id from messages where created_at = now()
                """, "analyze")) {
            template.execute(sql);
        }
        template.execute("set local enable_seqscan = off");
        template.execute("set local plan_cache_mode = force_generic_plan");
    }

    /** How a statement is run, whatever its values, where no table is read from end to end if that can be helped. */
    private String plan(String sql) {
        int parameters = (int) sql.chars().filter(c -> c == '?').count();
        String nulls = String.join(", ", Collections.nCopies(parameters, "null"));
        template.execute("prepare explained as " + numbered(sql));
        var lines = template.queryForList("explain execute explained (" + nulls + ")", String.class);
        template.execute("deallocate explained");
        return String.join("\n", lines);
    }

    private static String numbered(String sql) {
        AtomicInteger count = new AtomicInteger();
        return Pattern.compile("\\?").matcher(sql).replaceAll(mark -> "\\$" + count.incrementAndGet());
    }
}
