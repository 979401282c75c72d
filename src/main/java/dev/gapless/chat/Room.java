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
    @Id
    private long id;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private String nameKey;

    private long version;

    @Column(nullable = false)
    private int memberCount;

    @Column
    private @Nullable Long lastMessageId;

    @Column(nullable = false, updatable = false)
    private Instant createdAt;

    @Column(nullable = false)
    private Instant bumpedAt;

    @SuppressWarnings("NullAway.Init") // for JPA; new rooms come from Rooms.insert
    protected Room() {}

    long version() {
        return version;
    }

    Instant bumpedAt() {
        return bumpedAt;
    }

    /** The room's next version, for the change that is being made. */
    long nextVersion() {
        return version + 1;
    }

    void memberJoined() {
        version++;
        memberCount++;
    }

    void memberLeft() {
        version++;
        memberCount--;
    }

    void messageAdded(long messageId, Instant at) {
        version++;
        lastMessageId = messageId;
        bumpedAt = at;
    }
}
