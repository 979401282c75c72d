package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.account.UserView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room as one of its members sees it.
 *
 * @param unreadCount text messages behind the last one that the member has read
 * @param mentionCount unread messages that mention the member, or the room
 * @param unreadMentions the ids of these, the newest {@link RoomList#MOST_MENTIONS}, newest first
 * @param lastReadSeq the room's seq at the last message that the member has read
 * @param peer the other one of a direct room; null for others
 */
record MyRoom(
        @JsonUnwrapped RoomView room,
        String myRole,
        long unreadCount,
        long mentionCount,
        List<Long> unreadMentions,
        @Nullable Long lastReadMessageId,
        long lastReadSeq,
        boolean muted,
        @Nullable UserView peer) {}
