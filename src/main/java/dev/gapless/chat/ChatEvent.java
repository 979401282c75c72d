package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gapless.account.UserView;
import dev.gapless.chat.MessageView.Reaction;
import dev.gapless.chat.MessageView.RoomState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people are told, as {@code {"type": ..., "body": ...}}; see {@code api.md}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChatEvent.MessageAdded.class, name = "message_added"),
    @JsonSubTypes.Type(value = ChatEvent.MessageEdited.class, name = "message_edited"),
    @JsonSubTypes.Type(value = ChatEvent.MessageDeleted.class, name = "message_deleted"),
    @JsonSubTypes.Type(value = ChatEvent.MessagePinned.class, name = "message_pinned"),
    @JsonSubTypes.Type(value = ChatEvent.MessageUnpinned.class, name = "message_unpinned"),
    @JsonSubTypes.Type(value = ChatEvent.ReactionsChanged.class, name = "reactions_changed"),
    @JsonSubTypes.Type(value = ChatEvent.UserJoined.class, name = "user_joined"),
    @JsonSubTypes.Type(value = ChatEvent.UserLeft.class, name = "user_left"),
    @JsonSubTypes.Type(value = ChatEvent.MemberChanged.class, name = "member_changed"),
    @JsonSubTypes.Type(value = ChatEvent.RoomUpdated.class, name = "room_updated"),
    @JsonSubTypes.Type(value = ChatEvent.RoomDeleted.class, name = "room_deleted"),
    @JsonSubTypes.Type(value = ChatEvent.ReadChanged.class, name = "read_changed"),
    @JsonSubTypes.Type(value = ChatEvent.MuteChanged.class, name = "mute_changed"),
    @JsonSubTypes.Type(value = ChatEvent.ProfileChanged.class, name = "profile_changed")
})
sealed interface ChatEvent {

    record MessageAdded(MessageView body) implements ChatEvent {}

    record MessageEdited(MessageView body) implements ChatEvent {}

    record MessageDeleted(MessageView body) implements ChatEvent {}

    record MessagePinned(MessageView body) implements ChatEvent {}

    record MessageUnpinned(MessageView body) implements ChatEvent {}

    record ReactionsChanged(Reacted body) implements ChatEvent {}

    record UserJoined(Joined body) implements ChatEvent {}

    record UserLeft(Left body) implements ChatEvent {}

    record MemberChanged(RoleChange body) implements ChatEvent {}

    record RoomUpdated(Update body) implements ChatEvent {}

    record RoomDeleted(Gone body) implements ChatEvent {}

    record ReadChanged(Read body) implements ChatEvent {}

    record MuteChanged(Mute body) implements ChatEvent {}

    record ProfileChanged(Profile body) implements ChatEvent {}

    /** A user added an emoji to a message, or took it back, and what all have chosen then. */
    record Reacted(
            RoomState room, long messageId, UserView user, String emoji, boolean added, List<Reaction> reactions) {}

    /**
     * A room after someone came.
     *
     * @param by who added or invited the user; null when nobody did
     * @param message the system message that tells of it; null for none
     */
    record Joined(
            RoomView room,
            UserView user,
            String role,
            @Nullable UserView by,
            @Nullable MessageView message) {}

    /**
     * A room after someone went.
     *
     * @param by who removed the user; null when nobody did
     * @param owner who owns the room from here on; null if that has not changed
     */
    record Left(
            RoomView room,
            UserView user,
            @Nullable UserView by,
            @Nullable UserView owner,
            @Nullable MessageView message) {}

    /**
     * A room after someone's role changed.
     *
     * @param previousOwner who was the owner and is an admin now; null when the room was not handed over
     */
    record RoleChange(
            RoomView room,
            UserView user,
            String role,
            @Nullable UserView previousOwner,
            @Nullable MessageView message) {}

    /**
     * A room after its name or topic changed.
     *
     * @param user who changed it
     */
    record Update(RoomView room, UserView user, @Nullable MessageView message) {}

    record Gone(RoomView room) {}

    record RoomId(long id) {}

    record Read(RoomId room, UserView user, long lastReadMessageId, long lastReadSeq) {}

    record Mute(RoomId room, boolean muted) {}

    record Profile(UserView user) {}
}
