package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import org.springframework.stereotype.Component;

/** Gets hold of messages, for members who want to change something about them. */
@Component
class MessageLock {
    private final Rooms rooms;
    private final Members members;
    private final Messages messages;

    MessageLock(Rooms rooms, Members members, Messages messages) {
        this.rooms = rooms;
        this.members = members;
        this.messages = messages;
    }

    /**
     * A message that stays as it is until the transaction ends, since its room is locked.
     *
     * @param role of the one who holds it
     * @param isMine whether they wrote it
     */
    record Held(Room room, Message message, String role, boolean isMine) {}

    /** @throws Refused when there is no such message in any of the user's rooms */
    Held hold(UserPrincipal user, long messageId) {
        long roomId = messages.roomOf(messageId).orElseThrow(Refused::noSuchMessage);
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchMessage);
        String role = members.role(roomId, user.id()).orElseThrow(Refused::noSuchMessage);
        Message message = messages.findByIdAndRoomId(messageId, roomId).orElseThrow(Refused::noSuchMessage);
        return new Held(room, message, role, message.authorId() == user.id());
    }
}
