package dev.gapless.chat;

import dev.gapless.account.UserView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room as its members see it.
 *
 * @param version counts the room's changes
 * @param bumpedAt when the last message came, or the room was made
 */
record RoomView(
        long id,
        String name,
        long version,
        @Timestamp Instant bumpedAt,
        int memberCount,
        @Nullable LastMessage lastMessage) {

    record LastMessage(
            long id,
            String content,
            UserView user,
            @Timestamp Instant createdAt) {}
}
