package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.TestDatabase;
import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageService.Draft;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** No event tells of somebody by a name that is older than what was told before. */
class ProfileOrderIT extends ChatIT {
    @Autowired
    TransactionTemplate transactions;

    @Autowired
    MessageService messages;

    @Autowired
    ReactionService reactions;

    @Autowired
    Pins pins;

    @Autowired
    RoomService rooms;

    @Autowired
    MemberService members;

    @Autowired
    InviteService invites;

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private UserPrincipal alice;
    private UserPrincipal bob;
    private UserPrincipal carol;
    private long room;
    private long direct;
    private long message;
    private String invitation;
    private Listener heard;

    @BeforeEach
    void aRoomOfAliceAndBob() throws Exception {
        alice = user();
        bob = user();
        carol = user();
        room = room(alice, bob);
        direct = post(alice, "/api/direct", Map.of("user_id", bob.id()))
                .expect(201)
                .id();
        say(bob, room, "hello").expect(201);
        message = say(alice, room, "hello").expect(201).id();
        invitation = invites.create(alice, room, Duration.ofDays(1), null).code();
        heard = listenAs(bob);
    }

    @AfterEach
    void end() {
        other.close();
    }

    enum Deed {
        POST,
        REPLY,
        EDIT,
        DELETE,
        REACT,
        PIN,
        DESCRIBE,
        DIRECT,
        JOIN_BEHIND_A_MESSAGE_OF_HERS,
        ADD,
        INVITE,
        SET_ROLE,
        LEAVE
    }

    /** Does what tells of alice, whoever does it. */
    private Object tell(Deed deed) {
        return switch (deed) {
            case POST -> messages.post(alice, room, new Draft("news", null), null);
            case REPLY -> messages.post(bob, room, new Draft("news", message), null);
            case EDIT -> messages.edit(alice, message, "news");
            case DELETE -> messages.delete(alice, message);
            case REACT -> reactions.add(alice, message, "👍");
            case PIN -> pins.pin(bob, message);
            case DESCRIBE -> rooms.describe(alice, room, null, "news");
            case DIRECT -> messages.post(alice, direct, new Draft("news", null), null);
            case JOIN_BEHIND_A_MESSAGE_OF_HERS -> members.join(carol, room);
            case ADD -> members.add(alice, room, carol.id());
            case INVITE -> invites.accept(carol, invitation);
            case SET_ROLE -> members.setRole(alice, room, bob.id(), Member.ADMIN);
            case LEAVE -> members.leave(alice, room);
        };
    }

    @ParameterizedTest
    @EnumSource
    void aNewNameWaitsForWhatIsBeingTold(Deed deed) throws Exception {
        during(() -> tell(deed), this::rename);
        assertInOrder();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsToldWaitsForANewName(Deed deed) throws Exception {
        during(this::rename, () -> tell(deed));
        assertInOrder();
    }

    private Object rename() throws Exception {
        return patch(alice, "/api/me", Map.of("display_name", "Alice the Second"))
                .expect(200);
    }

    /** Begins the second after the first, and ends the first when the second is done, or waits for it. */
    private void during(Callable<?> first, Callable<?> second) throws Exception {
        Future<?> begun = transactions.execute(status -> {
            call(first);
            Future<?> running = other.submit(second);
            await().until(() -> running.isDone() || somebodyWaits());
            return running;
        });
        begun.get();
    }

    private static void call(Callable<?> action) {
        try {
            action.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean somebodyWaits() {
        return jdbc.sql(TestDatabase.SOMEBODY_WAITS).query(Boolean.class).single();
    }

    private void assertInOrder() {
        await().until(() -> heard.received().size() >= 2);
        List<JsonNode> events = heard.received();
        List<String> types =
                events.stream().map(event -> event.get("type").stringValue()).toList();
        int renamed = types.indexOf("profile_changed");
        assertThat(renamed).isNotNegative();
        assertThat(events.subList(renamed, events.size()))
                .allSatisfy(event -> assertThat(namesOfAlice(event)).doesNotContain(alice.username()));
    }

    private List<String> namesOfAlice(JsonNode event) {
        return event.findParents("display_name").stream()
                .filter(person -> person.get("id").longValue() == alice.id())
                .map(person -> person.get("display_name").stringValue())
                .toList();
    }
}
