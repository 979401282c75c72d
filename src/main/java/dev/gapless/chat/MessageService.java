package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageLock.Held;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores, changes and removes messages, and announces that. */
@Service
class MessageService {
    private final Rooms rooms;
    private final Members members;
    private final Messages messages;
    private final Mentions mentions;
    private final Reactions reactions;
    private final MessageLock lock;
    private final MessageList list;
    private final Announcer announcer;
    private final InstantSource clock;

    MessageService(
            Rooms rooms,
            Members members,
            Messages messages,
            Mentions mentions,
            Reactions reactions,
            MessageLock lock,
            MessageList list,
            Announcer announcer,
            InstantSource clock) {
        this.rooms = rooms;
        this.members = members;
        this.messages = messages;
        this.mentions = mentions;
        this.reactions = reactions;
        this.lock = lock;
        this.list = list;
        this.announcer = announcer;
        this.clock = clock;
    }

    /**
     * What somebody wants to say.
     *
     * @param replyTo the message of the room that it answers; null for none
     */
    record Draft(String content, @Nullable Long replyTo) {}

    /** What became of a message that was handed in. */
    sealed interface Posted {
        MessageView message();

        /** It was stored and announced. */
        record Stored(MessageView message) implements Posted {}

        /** The author had handed it in before; this is what has become of what was stored then. */
        record Known(MessageView message) implements Posted {}
    }

    /**
     * Stores a message and announces it, once for each key of its author, whatever room or content comes with the key
     * later. A retry is answered even if the author has left the room since.
     *
     * @param key made by the sender, so that it may send again when the answer was lost; null to store in any case
     */
    @Transactional
    public Posted post(UserPrincipal author, long roomId, Draft draft, @Nullable String key) {
        Optional<Posted> known = known(author, key);
        if (known.isPresent()) {
            return known.get();
        }
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        if (!members.existsByKey(new Member.Key(roomId, author.id()))) {
            throw Refused.noSuchRoom();
        }
        if (draft.replyTo() != null) {
            requireAnswerable(draft.replyTo(), roomId);
        }
        // Behind the lock, so that times rise with ids; and never backwards, whatever the server's clock does.
        Instant at = now(room.bumpedAt());
        long seq = room.nextSeq();
        Mentioned mentioned = Mentioned.in(draft.content());
        Optional<Long> id = messages.insert(
                roomId,
                author.id(),
                draft.content(),
                room.nextVersion(),
                seq,
                draft.replyTo(),
                mentioned.room(),
                key,
                at);
        if (id.isEmpty()) {
            return known(author, key).orElseThrow(() -> new IllegalStateException("neither stored nor known"));
        }
        mentions.insert(id.get(), roomId, mentioned);
        room.textAdded(id.get(), at);
        rooms.flush();
        members.read(roomId, author.id(), id.get(), seq); // who writes has read
        MessageView message = list.get(id.get(), author.id());
        announcer.added(message);
        return new Posted.Stored(message);
    }

    /** Gives a message another text. The same text changes nothing, and nobody is told. */
    @Transactional
    public MessageView edit(UserPrincipal author, long messageId, String content) {
        Held held = lock.hold(author, messageId);
        if (!held.isMine()) {
            throw Refused.forbidden("only its author may edit a message");
        }
        held.message().requireStandingText("edited");
        if (held.message().content().equals(content)) {
            return list.get(messageId, author.id());
        }
        Mentioned mentioned = Mentioned.in(content);
        messages.edit(messageId, content, mentioned.room(), now(held.message().createdAt()));
        mentions.delete(messageId);
        mentions.insert(messageId, held.room().id(), mentioned);
        MessageView message = changed(held, author);
        announcer.edited(message);
        return message;
    }

    /** Removes a message but for its place in the room; once. */
    @Transactional
    public MessageView delete(UserPrincipal user, long messageId) {
        Held held = lock.hold(user, messageId);
        if (!held.isMine()
                && (held.room().kind().equals(Room.DIRECT) || held.role().equals(Member.MEMBER))) {
            throw Refused.forbidden("only its author and the room's owner and admins may delete a message");
        }
        if (held.message().isSystem()) {
            throw Refused.conflict("system messages cannot be deleted");
        }
        if (held.message().isDeleted()) {
            return list.get(messageId, user.id());
        }
        messages.delete(messageId, now(held.message().createdAt()));
        mentions.delete(messageId);
        reactions.deleteAll(messageId);
        MessageView message = changed(held, user);
        announcer.deleted(message);
        return message;
    }

    private MessageView changed(Held held, UserPrincipal user) {
        held.room().changed();
        rooms.flush();
        return list.get(held.message().id(), user.id());
    }

    private void requireAnswerable(long messageId, long roomId) {
        Message answered = messages.findByIdAndRoomId(messageId, roomId).orElseThrow(Refused::noSuchMessageInRoom);
        answered.requireStandingText("replied to");
    }

    private Optional<Posted> known(UserPrincipal author, @Nullable String key) {
        if (key == null) {
            return Optional.empty();
        }
        return messages.findByAuthorIdAndIdempotencyKey(author.id(), key)
                .map(message -> new Posted.Known(stillVisible(message, author)));
    }

    /** Who is no longer in the room gets back their own words, and nothing that others have said or done since. */
    private MessageView stillVisible(Message message, UserPrincipal author) {
        MessageView now = list.get(message.id(), author.id());
        boolean isMember = members.role(message.roomId(), author.id()).isPresent();
        return isMember ? now : now.alone(message.version());
    }

    private Instant now(Instant earliest) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return now.isAfter(earliest) ? now : earliest;
    }
}
