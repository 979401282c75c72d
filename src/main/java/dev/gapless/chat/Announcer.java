package dev.gapless.chat;

import dev.gapless.chat.ChatEvent.Joined;
import dev.gapless.chat.ChatEvent.Left;
import dev.gapless.chat.ChatEvent.MessageAdded;
import dev.gapless.chat.ChatEvent.MessageDeleted;
import dev.gapless.chat.ChatEvent.MessageEdited;
import dev.gapless.chat.ChatEvent.Mute;
import dev.gapless.chat.ChatEvent.MuteChanged;
import dev.gapless.chat.ChatEvent.Read;
import dev.gapless.chat.ChatEvent.ReadChanged;
import dev.gapless.chat.ChatEvent.UserJoined;
import dev.gapless.chat.ChatEvent.UserLeft;
import dev.gapless.chat.EventWriter.Written;
import dev.gapless.eventlog.Event;
import dev.gapless.eventlog.EventLog;
import dev.gapless.hub.Follow;
import dev.gapless.hub.Passage;
import dev.gapless.hub.Redaction;
import java.util.List;
import org.springframework.stereotype.Component;

/** Adds the chat's events to the transactions that they tell of. */
@Component
class Announcer {
    private final EventLog log;
    private final EventWriter writer;

    Announcer(EventLog log, EventWriter writer) {
        this.log = log;
        this.writer = writer;
    }

    void added(MessageView message) {
        toRoom(message.room().id(), new MessageAdded(message.forAll()));
    }

    /** From here on, events from before tell the new text. */
    void edited(MessageView message) {
        replacing(message, new MessageEdited(message.forAll()));
    }

    /** From here on, events from before tell no text. */
    void deleted(MessageView message) {
        replacing(message, new MessageDeleted(message.forAll()));
    }

    private void replacing(MessageView message, ChatEvent event) {
        byte[] text = writer.text(message.content().text());
        log.append(event(List.of(Topics.room(message.room().id())), List.of(), event)
                .withRedactions(List.of(new Redaction(key(message.id()), text))));
    }

    /** Stands in the user's own topic too: who has just come did not follow the room. */
    void joined(Joined joined) {
        long room = joined.room().id();
        long user = joined.user().id();
        append(
                List.of(Topics.room(room), Topics.user(user)),
                List.of(new Follow(Topics.personal(user), Topics.room(room), true)),
                new UserJoined(joined));
    }

    /** Stands in the user's own topic too: who has just left no longer follows the room. */
    void left(Left left) {
        long room = left.room().id();
        long user = left.user().id();
        append(
                List.of(Topics.room(room), Topics.user(user)),
                List.of(new Follow(Topics.personal(user), Topics.room(room), false)),
                new UserLeft(left));
    }

    /**
     * Tells the devices of who has read, which shall not miss it; and, where that is wanted, those who look at the room
     * just now. Not all members: what others read would use up what is kept for those who are away.
     */
    void read(Read read, boolean receipt) {
        String mine = Topics.user(read.user().id());
        append(
                receipt ? List.of(mine, Topics.here(read.room().id())) : List.of(mine),
                List.of(),
                new ReadChanged(read));
    }

    void muted(long user, Mute mute) {
        append(List.of(Topics.user(user)), List.of(), new MuteChanged(mute));
    }

    /** Stands in the topics of both: neither followed the room. */
    void direct(Joined joined, long one, long other) {
        String room = Topics.room(joined.room().id());
        append(
                List.of(room, Topics.user(one), Topics.user(other)),
                List.of(new Follow(Topics.personal(one), room, true), new Follow(Topics.personal(other), room, true)),
                new UserJoined(joined));
    }

    /** Tells all members of a room. */
    void toRoom(long room, ChatEvent event) {
        append(List.of(Topics.room(room)), List.of(), event);
    }

    void append(List<String> topics, List<Follow> follows, ChatEvent event) {
        log.append(event(topics, follows, event));
    }

    /** An event that says where the texts of messages stand in it, so that later ones can take them back. */
    private Event event(List<String> topics, List<Follow> follows, ChatEvent event) {
        Written written = writer.write(event);
        List<Passage> passages = written.words().stream()
                .map(place -> new Passage(key(place.messageId()), place.start(), place.end()))
                .toList();
        return new Event(topics, follows, written.bytes()).withPassages(passages);
    }

    private static String key(long messageId) {
        return "message:" + messageId;
    }
}
