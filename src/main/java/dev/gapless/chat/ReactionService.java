package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.ChatEvent.Reacted;
import dev.gapless.chat.ChatEvent.ReactionsChanged;
import dev.gapless.chat.MessageLock.Held;
import dev.gapless.chat.MessageView.Reaction;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lets members answer a message with an emoji. To ask for what is so already changes nothing, and nobody is told. */
@Service
class ReactionService {
    /** So many different ones may hang on a message. */
    static final int MOST_EMOJI = 50;

    private final Rooms rooms;
    private final Reactions reactions;
    private final MessageLock lock;
    private final MessageList list;
    private final People people;
    private final Announcer announcer;
    private final InstantSource clock;

    ReactionService(
            Rooms rooms,
            Reactions reactions,
            MessageLock lock,
            MessageList list,
            People people,
            Announcer announcer,
            InstantSource clock) {
        this.rooms = rooms;
        this.reactions = reactions;
        this.lock = lock;
        this.list = list;
        this.people = people;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** Adds the user's choice; returns what all have chosen then. */
    @Transactional
    public List<Reaction> add(UserPrincipal user, long messageId, String emoji) {
        Held held = lock.hold(user, messageId);
        held.message().requireStandingText("reacted to");
        if (reactions.isFull(messageId, emoji, MOST_EMOJI)) {
            throw Refused.conflict("this message has " + MOST_EMOJI + " different emoji, which is the most");
        }
        boolean news =
                reactions.insert(messageId, emoji, user.id(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        return tell(news, held, user, emoji, true);
    }

    /** Takes the user's choice back; returns what the others have chosen. */
    @Transactional
    public List<Reaction> remove(UserPrincipal user, long messageId, String emoji) {
        Held held = lock.hold(user, messageId);
        boolean news = reactions.delete(messageId, emoji, user.id());
        return tell(news, held, user, emoji, false);
    }

    private List<Reaction> tell(boolean news, Held held, UserPrincipal user, String emoji, boolean added) {
        if (news) {
            held.room().changed();
            rooms.flush();
        }
        MessageView message = list.get(held.message().id(), user.id());
        if (news) {
            announcer.toRoom(
                    message.room().id(),
                    new ReactionsChanged(new Reacted(
                            message.room(),
                            message.id(),
                            people.hold(user),
                            emoji,
                            added,
                            message.forAll().reactions())));
        }
        return message.reactions();
    }
}
