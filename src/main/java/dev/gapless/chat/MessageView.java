package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gapless.account.Timestamp;
import dev.gapless.account.UserView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as members of its room see it.
 *
 * @param content empty when it was deleted
 * @param room as of when it is told
 * @param seq the room's, by this message
 * @param kind {@link Message#TEXT} or {@link Message#SYSTEM}
 * @param mentions the users that it names
 * @param mentionsRoom whether it names everybody
 */
record MessageView(
        long id,
        Words content,
        UserView user,
        RoomState room,
        @Timestamp Instant createdAt,
        long seq,
        String kind,
        @Nullable @Timestamp Instant editedAt,
        @Nullable @Timestamp Instant deletedAt,
        @Nullable Quote replyTo,
        List<Reaction> reactions,
        List<Long> mentions,
        boolean mentionsRoom,
        @Nullable @Timestamp Instant pinnedAt) {

    /** Where a room stands: how many changes it has had, when its last message came, how many texts it has had. */
    record RoomState(long id, long version, @Timestamp Instant bumpedAt, long seq) {}

    /** The message that another one replies to. */
    record Quote(
            long id,
            Words content,
            UserView user,
            @Nullable @Timestamp Instant deletedAt) {}

    /**
     * How many chose an emoji.
     *
     * @param userIds the first {@link MessageList#MOST_NAMED} of them
     * @param mine whether who asks is among them; null where nobody in particular does
     */
    record Reaction(
            String emoji,
            long count,
            List<Long> userIds,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean mine) {
        Reaction forAll() {
            return new Reaction(emoji, count, userIds, null);
        }
    }

    /**
     * What its author alone has had to do with: no words, reactions or pins of others, and the room as it was when the message
     * had just been stored.
     *
     * @param version the room's, by this message
     */
    MessageView alone(long version) {
        return new MessageView(
                id,
                content,
                user,
                new RoomState(room.id(), version, createdAt, seq),
                createdAt,
                seq,
                kind,
                editedAt,
                deletedAt,
                null,
                List.of(),
                mentions,
                mentionsRoom,
                null);
    }

    /** The same for events, which go to all. */
    MessageView forAll() {
        return new MessageView(
                id,
                content,
                user,
                room,
                createdAt,
                seq,
                kind,
                editedAt,
                deletedAt,
                replyTo,
                reactions.stream().map(Reaction::forAll).toList(),
                mentions,
                mentionsRoom,
                pinnedAt);
    }
}
