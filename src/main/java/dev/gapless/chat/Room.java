package dev.gapless.chat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place where people talk. Whoever changes the room, its members or its messages holds the lock on its row
 * ({@link Rooms#lock}) until the transaction ends, so the room's changes stand in one line and {@link #version()}
 * numbers them.
 */
@Entity
@Table(name = "rooms")
class Room {
    /** Everybody may find and join it. */
    static final String PUBLIC = "public";

    /** Its members decide who else is one. */
    static final String PRIVATE = "private";

    /** Two people, for good. */
    static final String DIRECT = "direct";

    @Id
    private long id;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private String nameKey;

    @Column(nullable = false, updatable = false)
    private String kind;

    @Column(nullable = false)
    private String topic;

    private long version;

    /** How many text messages it has had. */
    private long seq;

    @Column(nullable = false)
    private int memberCount;

    @Column
    private @Nullable Long lastMessageId;

    @Column(nullable = false, updatable = false)
    private Instant createdAt;

    @Column(nullable = false)
    private Instant bumpedAt;

    /** Set for a room that is gone, and stays until nobody can have missed that. */
    @Column
    private @Nullable Instant deletedAt;

    /** Since when nobody is in a public room. */
    @Column
    private @Nullable Instant emptiedAt;

    @SuppressWarnings("NullAway.Init") // for JPA; new rooms come from Rooms.insert
    protected Room() {}

    long id() {
        return id;
    }

    long version() {
        return version;
    }

    /** {@link #PUBLIC}, {@link #PRIVATE} or {@link #DIRECT}. */
    String kind() {
        return kind;
    }

    boolean isPublic() {
        return kind.equals(PUBLIC);
    }

    boolean isDirect() {
        return kind.equals(DIRECT);
    }

    String name() {
        return name;
    }

    String topic() {
        return topic;
    }

    boolean isEmpty() {
        return memberCount == 0;
    }

    boolean hasOneMember() {
        return memberCount == 1;
    }

    Instant bumpedAt() {
        return bumpedAt;
    }

    /** When something happens that happens now: never before what happened last, whatever the server's clock does. */
    Instant at(Instant now) {
        return now.isBefore(bumpedAt) ? bumpedAt : now;
    }

    /** The room's next version, for the change that is being made. */
    long nextVersion() {
        return version + 1;
    }

    /** How many text messages it has had. */
    long seq() {
        return seq;
    }

    /** The seq of the next text message. */
    long nextSeq() {
        return seq + 1;
    }

    void memberJoined() {
        version++;
        memberCount++;
        emptiedAt = null;
    }

    /** Nobody can come back to a private room that everybody has left: it is gone with its last member. A public one waits. */
    void memberLeft(Instant at) {
        version++;
        memberCount--;
        if (memberCount == 0 && isPublic()) {
            emptiedAt = at;
        } else if (memberCount == 0) {
            deletedAt = at;
        }
    }

    /** Something in the room is no longer as it was. */
    void changed() {
        version++;
    }

    void described(String newName, String newTopic) {
        version++;
        name = newName;
        nameKey = Text.nameKey(newName);
        topic = newTopic;
    }

    void deleted(Instant at) {
        version++;
        deletedAt = at;
    }

    /** The system message has the {@link #nextVersion}: that of the change that it tells of, which is still to be made. */
    void noted(long messageId, Instant at) {
        lastMessageId = messageId;
        bumpedAt = at;
    }

    /** The message has the {@link #nextVersion} and, being a text, the {@link #nextSeq}. */
    void textAdded(long messageId, Instant at) {
        version++;
        seq++;
        lastMessageId = messageId;
        bumpedAt = at;
    }
}
