package dev.gapless.chat;

import dev.gapless.chat.ChatEvent.Membership;
import dev.gapless.chat.ChatEvent.MessageAdded;
import dev.gapless.chat.ChatEvent.UserJoined;
import dev.gapless.chat.ChatEvent.UserLeft;
import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.Follow;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Adds the chat's events to the transactions that they tell of. */
@Component
class Announcer {
    private final EventLog log;
    private final JsonMapper json;

    Announcer(EventLog log, JsonMapper json) {
        this.log = log;
        this.json = json;
    }

    void added(MessageView message) {
        log.append(Event.of(List.of(Topics.room(message.room().id())), bytes(new MessageAdded(message))));
    }

    void joined(Membership membership) {
        log.append(membershipEvent(membership, true, new UserJoined(membership)));
    }

    void left(Membership membership) {
        log.append(membershipEvent(membership, false, new UserLeft(membership)));
    }

    /** Stands in the user's own topic too: who has just left no longer follows the room. */
    private Event membershipEvent(Membership membership, boolean following, ChatEvent event) {
        String room = Topics.room(membership.room().id());
        long user = membership.user().id();
        return new Event(
                List.of(room, Topics.user(user)),
                List.of(new Follow(Topics.personal(user), room, following)),
                bytes(event));
    }

    private byte[] bytes(ChatEvent event) {
        return json.writeValueAsBytes(event);
    }
}
