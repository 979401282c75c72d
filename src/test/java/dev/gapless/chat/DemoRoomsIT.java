package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.account.DemoContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

class DemoRoomsIT extends ChatIT {
    @Autowired
    DemoContent demo;

    @Autowired
    RoomList list;

    @Autowired
    History history;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void demoPeopleFindRoomsWithRecentTalk() {
        inAnEmptyDatabase(() -> {
            long alice = demoPerson("alice");
            demoPerson("bob");
            demoPerson("carol");

            demo.create();
            demo.create();

            List<RoomView> rooms = list.all(alice).stream().map(MyRoom::room).toList();
            assertThat(rooms)
                    .extracting(RoomView::name)
                    .containsExactly("Release train", "alice, bob", "General", "Random");
            for (RoomView room : rooms) {
                List<MessageView> talk = history.read(room.id(), alice, History.Window.NEWEST, 100)
                        .messages()
                        .reversed();
                assertThat(talk).hasSizeGreaterThan(6);
                assertThat(talk)
                        .extracting(MessageView::createdAt)
                        .isSorted()
                        .allSatisfy(
                                at -> assertThat(at).isBetween(Instant.now().minus(Duration.ofDays(4)), Instant.now()));
                assertThat(talk.getLast().id()).isEqualTo(lastMessage(room));
                assertThat(room.bumpedAt()).isEqualTo(talk.getLast().createdAt());
                boolean direct = room.kind().equals(Room.DIRECT);
                assertThat(room.memberCount()).isEqualTo(direct ? 2 : 3);
                assertThat(room.version()).isEqualTo((direct ? 1 : 3) + talk.size());
            }
        });
    }

    @Test
    void nothingIsMadeWithoutDemoPeople() {
        inAnEmptyDatabase(() -> {
            demo.create();

            assertThat(countRooms()).isZero();
        });
    }

    @Test
    void nothingIsMadeOnceSomebodyHasMadeARoom() {
        inAnEmptyDatabase(() -> {
            demoPerson("alice");
            demoPerson("bob");
            demoPerson("carol");
            jdbc.sql("""
                            insert into rooms (name, name_key, version, member_count, created_at, bumped_at)
                            values ('mine', 'mine', 1, 1, now(), now())
                            """).update();

            demo.create();

            assertThat(countRooms()).isEqualTo(1);
        });
    }

    private void inAnEmptyDatabase(Runnable test) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("truncate rooms, members, messages cascade").update();
            jdbc.sql("delete from demo_accounts").update();
            test.run();
            status.setRollbackOnly();
        });
    }

    private long demoPerson(String name) {
        long id = jdbc.sql("""
                        insert into users (username, username_key, password_hash, created_at)
                        values (:name, 'demo ' || :name, '-', now()) returning id
                        """).param("name", name).query(Long.class).single();
        jdbc.sql("insert into demo_accounts (user_id, password_hash) values (?, '-')")
                .param(id)
                .update();
        return id;
    }

    private long countRooms() {
        return jdbc.sql("select count(*) from rooms").query(Long.class).single();
    }

    private static long lastMessage(RoomView room) {
        RoomView.LastMessage last = room.lastMessage();
        return last == null ? 0 : last.id();
    }
}
