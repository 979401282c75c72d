package dev.gapless.chat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gapless.account.UserView;

/** What members of a room are told, as {@code {"type": ..., "body": ...}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChatEvent.MessageAdded.class, name = "message_added"),
    @JsonSubTypes.Type(value = ChatEvent.UserJoined.class, name = "user_joined"),
    @JsonSubTypes.Type(value = ChatEvent.UserLeft.class, name = "user_left")
})
sealed interface ChatEvent {

    record MessageAdded(MessageView body) implements ChatEvent {}

    record UserJoined(Membership body) implements ChatEvent {}

    record UserLeft(Membership body) implements ChatEvent {}

    /** A room after someone came or went, and who did. */
    record Membership(RoomView room, UserView user) {}
}
