package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.chat.ChatEvent.Membership;
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
    private final Announcer announcer;
    private final InstantSource clock;
    private final int maxRooms;

    RoomService(
            Rooms rooms,
            Members members,
            RoomList list,
            Announcer announcer,
            InstantSource clock,
            ChatSettings settings) {
        this.maxRooms = settings.maxRoomsPerUser();
        this.rooms = rooms;
        this.members = members;
        this.list = list;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** Makes a room; its maker is its first member and owner. */
    @Transactional
    public RoomView create(UserPrincipal owner, String name) {
        members.lockUser(owner.id());
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long id = rooms.insert(name, Text.nameKey(name), now).orElseThrow(Refused::roomNameTaken);
        members.insert(id, owner.id(), Member.OWNER, now);
        requireNotTooMany(owner);
        Membership joined = membership(id, owner);
        announcer.joined(joined);
        return joined.room();
    }

    @Transactional
    public Membership join(UserPrincipal user, long roomId) {
        members.lockUser(user.id()); // before the room's, so that whoever waits here holds up nobody in the room
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (members.insert(roomId, user.id(), Member.MEMBER, now) == 0) {
            throw Refused.alreadyAMember();
        }
        requireNotTooMany(user);
        room.memberJoined();
        Membership joined = membership(roomId, user);
        announcer.joined(joined);
        return joined;
    }

    @Transactional
    public Membership leave(UserPrincipal user, long roomId) {
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        if (members.delete(new Member.Key(roomId, user.id())) == 0) {
            throw Refused.notAMember();
        }
        room.memberLeft();
        Membership left = membership(roomId, user);
        announcer.left(left);
        return left;
    }

    /** With the new one in it; the user is locked. */
    private void requireNotTooMany(UserPrincipal user) {
        if (members.countByUser(user.id()) > maxRooms) {
            throw Refused.tooManyRooms(maxRooms);
        }
    }

    private Membership membership(long roomId, UserPrincipal user) {
        rooms.flush();
        return new Membership(list.get(roomId), UserView.of(user));
    }
}
