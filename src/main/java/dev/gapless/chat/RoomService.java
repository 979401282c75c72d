package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.chat.ChatEvent.Gone;
import dev.gapless.chat.ChatEvent.Joined;
import dev.gapless.chat.ChatEvent.RoomDeleted;
import dev.gapless.chat.ChatEvent.RoomUpdated;
import dev.gapless.chat.ChatEvent.Update;
import dev.gapless.chat.RoomLock.Held;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes rooms, changes and deletes them. Each call is one transaction with one event. */
@Service
class RoomService {
    private final Rooms rooms;
    private final Members members;
    private final RoomLock lock;
    private final Entrance entrance;
    private final Chronicle chronicle;
    private final RoomList list;
    private final People people;
    private final Announcer announcer;
    private final InstantSource clock;

    RoomService(
            Rooms rooms,
            Members members,
            RoomLock lock,
            Entrance entrance,
            Chronicle chronicle,
            RoomList list,
            People people,
            Announcer announcer,
            InstantSource clock) {
        this.rooms = rooms;
        this.members = members;
        this.lock = lock;
        this.entrance = entrance;
        this.chronicle = chronicle;
        this.list = list;
        this.people = people;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** A direct room as who asked for it sees it, and whether it has just been made. */
    record Direct(MyRoom room, boolean isNew) {}

    /** Makes a room; its maker is its first member and owner. */
    @Transactional
    public MyRoom create(UserPrincipal owner, String name, String kind, String topic) {
        entrance.lock(owner.id());
        Instant now = now();
        long id = rooms.insert(name, Text.nameKey(name), kind, topic, owner.id(), now)
                .orElseThrow(Refused::roomNameTaken);
        members.insert(id, owner.id(), Member.OWNER, now);
        entrance.requireNotTooMany(owner.id(), owner.id());
        announcer.joined(new Joined(list.get(id), people.hold(owner), Member.OWNER, null, null));
        return list.find(id, owner.id()).orElseThrow();
    }

    /** The room of two people, which is made when they first need it. It has no owner. */
    @Transactional
    public Direct direct(UserPrincipal user, long otherId) {
        if (otherId == user.id()) {
            throw Refused.invalid("user_id", "must be somebody else");
        }
        long low = Math.min(user.id(), otherId);
        long high = Math.max(user.id(), otherId);
        Optional<Long> existing = rooms.findDirect(low, high);
        if (existing.isPresent()) {
            return new Direct(list.find(existing.get(), user.id()).orElseThrow(), false);
        }
        entrance.lock(low);
        entrance.lock(high);
        UserView me = people.hold(user);
        UserView other = people.hold(otherId).orElseThrow(Refused::noSuchUser);
        String name = me.displayName() + ", " + other.displayName();
        Instant now = now();
        Optional<Long> made = rooms.insertDirect(name, Text.nameKey(name), low, high, user.id(), now);
        if (made.isEmpty()) { // both asked at once, and the other one was first
            long id = rooms.findDirect(low, high).orElseThrow();
            return new Direct(list.find(id, user.id()).orElseThrow(), false);
        }
        long id = made.get();
        for (long member : new long[] {low, high}) {
            members.insert(id, member, Member.MEMBER, now);
            entrance.requireNotTooMany(member, user.id());
        }
        announcer.direct(new Joined(list.get(id), me, Member.MEMBER, null, null), low, high);
        return new Direct(list.find(id, user.id()).orElseThrow(), true);
    }

    /**
     * Gives a room another name or topic, or both.
     *
     * @param name null to leave it
     * @param topic null to leave it
     */
    @Transactional
    public MyRoom describe(UserPrincipal user, long roomId, @Nullable String name, @Nullable String topic) {
        Held held = lock.holdShared(user, roomId);
        if (!held.byLeader()) {
            throw Refused.forbidden("only the owner and admins may change the room");
        }
        Room room = held.room();
        String newName = name == null ? room.name() : name;
        String newTopic = topic == null ? room.topic() : topic;
        boolean renamed = !newName.equals(room.name());
        boolean retold = !newTopic.equals(room.topic());
        if (renamed || retold) {
            UserView who = people.hold(user);
            String sentence = who.displayName()
                    + (renamed ? " renamed the room to " + newName : "")
                    + (renamed && retold ? " and" : "")
                    + (retold ? newTopic.isEmpty() ? " removed the topic" : " changed the topic to " + newTopic : "");
            long message = chronicle.write(room, who, sentence, now());
            room.described(newName, newTopic);
            flushUnlessTheNameIsTaken();
            announcer.toRoom(roomId, new RoomUpdated(new Update(list.get(roomId), who, chronicle.read(message, who))));
        }
        return list.find(roomId, user.id()).orElseThrow();
    }

    /** Deletes a room for everybody. What is left of it goes later, see {@link RoomPurge}. */
    @Transactional
    public void delete(UserPrincipal user, long roomId) {
        Held held = lock.holdShared(user, roomId);
        if (!held.byOwner()) {
            throw Refused.forbidden("only the owner may delete the room");
        }
        held.room().deleted(now());
        rooms.flush();
        announcer.toRoom(roomId, new RoomDeleted(new Gone(list.get(roomId))));
    }

    /** The index decides, also when somebody takes the name at the same time. */
    private void flushUnlessTheNameIsTaken() {
        try {
            rooms.flush();
        } catch (DataIntegrityViolationException taken) {
            throw Refused.roomNameTaken();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
