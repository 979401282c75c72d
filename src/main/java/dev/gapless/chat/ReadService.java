package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.ChatEvent.Mute;
import dev.gapless.chat.ChatEvent.Read;
import dev.gapless.chat.ChatEvent.RoomId;
import dev.gapless.chat.Markers.Place;
import dev.gapless.chat.Markers.Receipt;
import dev.gapless.chat.Markers.Unread;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Notes how far people have read, and tells their other devices; and those who are there, where these are few. */
@Service
class ReadService {
    /** In rooms of more, nobody is told who has read what. */
    static final int MOST_WITH_RECEIPTS = 100;

    private final Markers markers;
    private final Announcer announcer;

    ReadService(Markers markers, Announcer announcer) {
        this.markers = markers;
        this.announcer = announcer;
    }

    /** Moves the marker forward to this message, or leaves it where it is if that is further on. */
    @Transactional
    public Unread read(UserPrincipal user, long roomId, long messageId) {
        boolean moved = markers.move(roomId, user.id(), messageId);
        Place place = checked(markers.hold(roomId, user.id(), messageId));
        Long reached = place.unread().lastReadMessageId();
        if (moved && reached != null) {
            announcer.read(
                    new Read(
                            new RoomId(roomId),
                            place.user(),
                            reached,
                            place.unread().lastReadSeq()),
                    place.memberCount() <= MOST_WITH_RECEIPTS);
        }
        return place.unread();
    }

    /** Who else has read up to this message. */
    @Transactional(readOnly = true)
    public List<Receipt> receipts(UserPrincipal user, long roomId, long messageId) {
        if (checked(markers.find(roomId, user.id(), messageId)).memberCount() > MOST_WITH_RECEIPTS) {
            throw Refused.tooManyForReceipts(MOST_WITH_RECEIPTS);
        }
        return markers.receipts(roomId, user.id(), messageId);
    }

    @Transactional
    public void mute(UserPrincipal user, long roomId, boolean muted) {
        if (markers.mute(roomId, user.id(), muted)) {
            announcer.muted(user.id(), new Mute(new RoomId(roomId), muted));
        } else if (!markers.member(roomId, user.id())) {
            throw Refused.noSuchRoom();
        }
    }

    private static Place checked(Optional<Place> found) {
        Place place = found.orElseThrow(Refused::noSuchRoom);
        if (!place.ofMessage()) {
            throw Refused.noSuchMessageInRoom();
        }
        return place;
    }
}
