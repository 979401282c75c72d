package dev.gapless.chat;

import dev.gapless.account.DemoContent;
import dev.gapless.chat.DemoTalk.Line;
import dev.gapless.chat.DemoTalk.Talk;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives the demo people something to read: rooms with some talk, where there are none yet. */
@Component
class DemoRooms implements DemoContent {
    private final Rooms rooms;
    private final Members members;
    private final Messages messages;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    DemoRooms(Rooms rooms, Members members, Messages messages, JdbcClient jdbc, InstantSource clock) {
        this.rooms = rooms;
        this.members = members;
        this.messages = messages;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes the demo rooms, all or none, if there are demo accounts (which only an embedded database has) and nobody
     * has made a room.
     */
    @Override
    @Transactional
    public void create() {
        Map<String, Long> people = people();
        boolean untouched = jdbc.sql("select not exists (select from rooms)")
                .query(Boolean.class)
                .single();
        if (!untouched
                || DemoTalk.TALKS.stream().anyMatch(talk -> !people.keySet().containsAll(talk.members()))) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (Talk talk : DemoTalk.TALKS) {
            create(talk, people, now);
        }
        rooms.flush();
    }

    private Map<String, Long> people() {
        record Person(String username, long id) {}
        return jdbc
                .sql("select u.username, u.id from demo_accounts d join users u on u.id = d.user_id")
                .query(Person.class)
                .list()
                .stream()
                .collect(Collectors.toMap(Person::username, Person::id));
    }

    private void create(Talk talk, Map<String, Long> people, Instant now) {
        Instant begin = now.minus(talk.lines().getFirst().ago()).minusSeconds(60);
        boolean direct = talk.kind().equals(Room.DIRECT);
        long id = (direct ? insertDirect(talk, people, begin) : insert(talk, people, begin)).orElseThrow();
        Room room = rooms.lock(id).orElseThrow();
        for (String member : talk.members()) {
            boolean maker = member.equals(talk.members().getFirst());
            members.insert(id, person(people, member), maker && !direct ? Member.OWNER : Member.MEMBER, begin);
            if (!maker && !direct) {
                room.memberJoined();
            }
        }
        for (Line line : talk.lines()) {
            Instant at = now.minus(line.ago());
            long message = messages.insert(
                            id,
                            person(people, line.author()),
                            line.content(),
                            room.nextVersion(),
                            room.nextSeq(),
                            null,
                            false,
                            null,
                            at)
                    .orElseThrow();
            room.textAdded(message, at);
            for (String member : talk.members()) {
                // The last line is news to all but its author.
                if (!line.equals(talk.lines().getLast()) || member.equals(line.author())) {
                    members.read(id, person(people, member), message, room.seq());
                }
            }
        }
    }

    private Optional<Long> insert(Talk talk, Map<String, Long> people, Instant at) {
        long maker = person(people, talk.members().getFirst());
        return rooms.insert(talk.room(), Text.nameKey(talk.room()), talk.kind(), "", maker, at);
    }

    private Optional<Long> insertDirect(Talk talk, Map<String, Long> people, Instant at) {
        long one = person(people, talk.members().getFirst());
        long other = person(people, talk.members().getLast());
        return rooms.insertDirect(
                talk.room(), Text.nameKey(talk.room()), Math.min(one, other), Math.max(one, other), one, at);
    }

    private static long person(Map<String, Long> people, String name) {
        return Objects.requireNonNull(people.get(name));
    }
}
