package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.chat.ChatEvent.Joined;
import dev.gapless.chat.ChatEvent.Left;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes rooms, and lets people in and out. Each call is one transaction with one event. */
@Service
class RoomService {
    private final Rooms rooms;
    private final Members members;
    private final RoomList list;
    private final People people;
    private final Announcer announcer;
    private final InstantSource clock;
    private final int maxRooms;

    RoomService(
            Rooms rooms,
            Members members,
            RoomList list,
            People people,
            Announcer announcer,
            InstantSource clock,
            ChatSettings settings) {
        this.maxRooms = settings.maxRoomsPerUser();
        this.rooms = rooms;
        this.members = members;
        this.list = list;
        this.people = people;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** A room as its new member sees it. */
    record MyMembership(MyRoom room, UserView user) {}

    /** A room, and who is no longer in it. */
    record Membership(RoomView room, UserView user) {}

    /** Makes a room; its maker is its first member and owner. */
    @Transactional
    public MyRoom create(UserPrincipal owner, String name) {
        members.lockUser(owner.id());
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long id = rooms.insert(name, Text.nameKey(name), Room.PUBLIC, "", owner.id(), now)
                .orElseThrow(Refused::roomNameTaken);
        members.insert(id, owner.id(), Member.OWNER, now);
        requireNotTooMany(owner);
        announcer.joined(new Joined(list.get(id), people.get(owner), Member.OWNER, null, null));
        return list.find(id, owner.id()).orElseThrow();
    }

    @Transactional
    public MyMembership join(UserPrincipal user, long roomId) {
        members.lockUser(user.id()); // before the room's, so that whoever waits here holds up nobody in the room
        Room room = rooms.lock(roomId)
                .filter(found -> found.kind().equals(Room.PUBLIC))
                .orElseThrow(Refused::noSuchRoom);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (members.insert(roomId, user.id(), Member.MEMBER, now) == 0) {
            throw Refused.alreadyAMember();
        }
        requireNotTooMany(user);
        room.memberJoined();
        rooms.flush();
        UserView joined = people.get(user);
        announcer.joined(new Joined(list.get(roomId), joined, Member.MEMBER, null, null));
        return new MyMembership(list.find(roomId, user.id()).orElseThrow(), joined);
    }

    @Transactional
    public Membership leave(UserPrincipal user, long roomId) {
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        if (members.delete(new Member.Key(roomId, user.id())) == 0) {
            throw Refused.notAMember();
        }
        room.memberLeft();
        rooms.flush();
        Left left = new Left(list.get(roomId), people.get(user), null, null, null);
        announcer.left(left);
        return new Membership(left.room(), left.user());
    }

    /** With the new one in it; the user is locked. */
    private void requireNotTooMany(UserPrincipal user) {
        if (members.countByUser(user.id()) > maxRooms) {
            throw Refused.tooManyRooms(maxRooms);
        }
    }
}
