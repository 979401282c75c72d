package dev.gapless.chat;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Lets people into rooms, each into no more than the most. */
@Component
class Entrance {
    private final Rooms rooms;
    private final Members members;
    private final int maxRooms;

    Entrance(Rooms rooms, Members members, ChatSettings settings) {
        this.rooms = rooms;
        this.members = members;
        this.maxRooms = settings.maxRoomsPerUser();
    }

    /**
     * Until the transaction ends, nobody else lets this user in anywhere. Comes before the lock of any room, so that
     * whoever waits here holds up nobody in the room; and for several users in the order of their ids.
     */
    void lock(long userId) {
        if (members.lockUser(userId).isEmpty()) {
            throw Refused.noSuchUser();
        }
    }

    /** Makes a user a member of a room; both are locked. */
    void enter(Room room, long userId, String role, long askedBy, Instant now) {
        room.memberJoined();
        rooms.flush();
        if (members.insert(room.id(), userId, role, now) == 0) {
            throw Refused.alreadyAMember();
        }
        requireNotTooMany(userId, askedBy);
    }

    /** With the new one in it; the user is locked. */
    void requireNotTooMany(long userId, long askedBy) {
        if (members.countByUser(userId) > maxRooms) {
            throw userId == askedBy ? Refused.tooManyRooms(maxRooms) : Refused.tooManyRoomsOfOther(maxRooms);
        }
    }
}
