package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gapless.account.Timestamp;
import dev.gapless.account.UserView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room as all of its members see it.
 *
 * @param createdBy null for rooms from before this was kept
 * @param version counts the room's changes
 * @param bumpedAt when the last message came, or the room was made
 * @param seq how many text messages the room has had
 * @param members the two of a direct room; null for others
 */
record RoomView(
        long id,
        String name,
        String kind,
        String topic,
        @Nullable Long createdBy,
        long version,
        @Timestamp Instant bumpedAt,
        int memberCount,
        long seq,
        @Nullable LastMessage lastMessage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<UserView> members) {

    record LastMessage(
            long id,
            Words content,
            UserView user,
            @Timestamp Instant createdAt,
            String kind,
            @Nullable @Timestamp Instant deletedAt) {}
}
