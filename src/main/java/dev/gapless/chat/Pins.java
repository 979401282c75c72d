package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.ChatEvent.MessagePinned;
import dev.gapless.chat.ChatEvent.MessageUnpinned;
import dev.gapless.chat.MessageLock.Held;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The messages that members keep at hand. To ask for what is so already changes nothing, and nobody is told. */
@Service
class Pins {
    /** So many a room. */
    static final int MOST = 100;

    private final Rooms rooms;
    private final Members members;
    private final Messages messages;
    private final MessageLock lock;
    private final MessageList list;
    private final Announcer announcer;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Pins(
            Rooms rooms,
            Members members,
            Messages messages,
            MessageLock lock,
            MessageList list,
            Announcer announcer,
            JdbcClient jdbc,
            InstantSource clock) {
        this.rooms = rooms;
        this.members = members;
        this.messages = messages;
        this.lock = lock;
        this.list = list;
        this.announcer = announcer;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A room's pinned messages, the last pinned first. */
    @Transactional(readOnly = true)
    public List<MessageView> of(UserPrincipal user, long roomId) {
        if (members.role(roomId, user.id()).isEmpty()) {
            throw Refused.noSuchRoom();
        }
        return jdbc.sql(MessageList.SELECT + """
                        where m.room_id = :room and m.pinned_at is not null order by m.pinned_at desc limit :most
                        """)
                .param("room", roomId)
                .param("me", user.id())
                .param("most", MOST)
                .query(list.mapper())
                .list();
    }

    @Transactional
    public MessageView pin(UserPrincipal user, long messageId) {
        Held held = lock.hold(user, messageId);
        held.message().requireStandingText("pinned");
        if (held.message().isPinned()) {
            return list.get(messageId, user.id());
        }
        messages.pin(messageId, nextPlace(held.room().id()));
        MessageView message = changed(held, user);
        announcer.toRoom(message.room().id(), new MessagePinned(message.forAll()));
        return message;
    }

    @Transactional
    public MessageView unpin(UserPrincipal user, long messageId) {
        Held held = lock.hold(user, messageId);
        if (!held.message().isPinned()) {
            return list.get(messageId, user.id());
        }
        messages.pin(messageId, null);
        MessageView message = changed(held, user);
        announcer.toRoom(message.room().id(), new MessageUnpinned(message.forAll()));
        return message;
    }

    /** Now, and in any case behind the room's other pins, whose order is that of their times. */
    private Instant nextPlace(long roomId) {
        record Pinned(int count, @Nullable Instant newest) {}
        Pinned pinned = jdbc.sql("""
                        select count(*) as count, max(pinned_at) as newest from messages
                        where room_id = :room and pinned_at is not null
                        """)
                .param("room", roomId)
                .query((row, number) -> new Pinned(row.getInt("count"), Rows.instantOrNull(row, "newest")))
                .single();
        if (pinned.count >= MOST) {
            throw Refused.conflict("this room has " + MOST + " pinned messages, which is the most: unpin one first");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return pinned.newest == null || now.isAfter(pinned.newest) ? now : pinned.newest.plus(1, ChronoUnit.MICROS);
    }

    private MessageView changed(Held held, UserPrincipal user) {
        held.room().changed();
        rooms.flush();
        return list.get(held.message().id(), user.id());
    }
}
