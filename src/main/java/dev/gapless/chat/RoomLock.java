package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import org.springframework.stereotype.Component;

/** Gets hold of rooms, for members who want to change something about them. */
@Component
class RoomLock {
    private final Rooms rooms;
    private final Members members;

    RoomLock(Rooms rooms, Members members) {
        this.rooms = rooms;
        this.members = members;
    }

    /**
     * A room that stays as it is until the transaction ends.
     *
     * @param role of the one who holds it
     */
    record Held(Room room, String role) {
        boolean byOwner() {
            return role.equals(Member.OWNER);
        }

        boolean byLeader() {
            return Member.leads(role);
        }
    }

    /** @throws Refused when there is no such room among the user's */
    Held hold(UserPrincipal user, long roomId) {
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        return new Held(room, members.role(roomId, user.id()).orElseThrow(Refused::noSuchRoom));
    }

    /**
     * A room whose members, name and roles may change.
     *
     * @throws Refused when there is no such room among the user's, or it is a direct one
     */
    Held holdShared(UserPrincipal user, long roomId) {
        Held held = hold(user, roomId);
        if (held.room().isDirect()) {
            throw Refused.notInDirectRooms();
        }
        return held;
    }
}
