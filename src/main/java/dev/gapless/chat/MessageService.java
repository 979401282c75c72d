package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores and announces messages. */
@Service
class MessageService {
    private final Rooms rooms;
    private final Members members;
    private final Messages messages;
    private final MessageList list;
    private final Announcer announcer;
    private final InstantSource clock;

    MessageService(
            Rooms rooms,
            Members members,
            Messages messages,
            MessageList list,
            Announcer announcer,
            InstantSource clock) {
        this.list = list;
        this.rooms = rooms;
        this.members = members;
        this.messages = messages;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** What became of a message that was handed in. */
    sealed interface Posted {
        MessageView message();

        /** It was stored and announced. */
        record Stored(MessageView message) implements Posted {}

        /** The author had handed it in before; this is what was stored then. */
        record Known(MessageView message) implements Posted {}
    }

    /**
     * Stores a message and announces it, once for each key of its author, whatever room or content comes with the key
     * later. A retry is answered even if the author has left the room since.
     *
     * @param key made by the sender, so that it may send again when the answer was lost; null to store in any case
     */
    @Transactional
    public Posted post(UserPrincipal author, long roomId, String content, @Nullable String key) {
        Optional<Posted> known = known(author, key);
        if (known.isPresent()) {
            return known.get();
        }
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        if (!members.existsByKey(new Member.Key(roomId, author.id()))) {
            throw Refused.noSuchRoom();
        }
        // Behind the lock, so that times rise with ids; and never backwards, whatever the server's clock does.
        Instant at = latest(clock.instant().truncatedTo(ChronoUnit.MICROS), room.bumpedAt());
        long seq = room.nextSeq();
        Optional<Long> id = messages.insert(roomId, author.id(), content, room.nextVersion(), seq, key, at);
        if (id.isEmpty()) {
            return known(author, key).orElseThrow(() -> new IllegalStateException("neither stored nor known"));
        }
        room.textAdded(id.get(), at);
        rooms.flush();
        members.read(roomId, author.id(), id.get(), seq); // who writes has read
        MessageView message = list.get(id.get(), author.id());
        announcer.added(message);
        return new Posted.Stored(message);
    }

    private Optional<Posted> known(UserPrincipal author, @Nullable String key) {
        if (key == null) {
            return Optional.empty();
        }
        return messages.findByAuthorIdAndIdempotencyKey(author.id(), key)
                .map(message -> new Posted.Known(list.get(message.id(), author.id())));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
