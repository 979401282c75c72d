package dev.gapless.chat;

import dev.gapless.account.UserView;
import java.time.Instant;

/** A message as members of its room see it. */
record MessageView(
        long id,
        String content,
        UserView user,
        RoomState room,
        @Timestamp Instant createdAt) {

    /** Where the room stands: in an event and in the answer to its author, by this message; in a page, now. */
    record RoomState(long id, long version, @Timestamp Instant bumpedAt) {}
}
