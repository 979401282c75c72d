package dev.gapless.chat;

import dev.gapless.account.UserView;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Writes into rooms what happens to them: system messages, each a part of the change that it tells of. */
@Component
class Chronicle {
    private final Messages messages;
    private final MessageList list;

    Chronicle(Messages messages, MessageList list) {
        this.messages = messages;
        this.list = list;
    }

    /**
     * Adds a sentence to a room. The caller holds the room's lock, and makes the change next.
     *
     * @param who did what the sentence tells of
     * @return the id of the message
     */
    long write(Room room, UserView who, String sentence, Instant now) {
        Instant at = room.at(now);
        long id = messages.insertSystem(room.id(), who.id(), sentence, room.nextVersion(), room.seq(), at);
        room.noted(id, at);
        return id;
    }

    /** The message as it is told, after the change. */
    MessageView read(long id, UserView who) {
        return list.get(id, who.id()).forAll();
    }
}
