package dev.gapless.chat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What someone said in a room. */
@Entity
@Table(name = "messages")
class Message {
    /** What somebody wrote. */
    static final String TEXT = "text";

    /** What happened in the room, as a sentence. */
    static final String SYSTEM = "system";

    @Id
    private long id;

    @Column(updatable = false)
    private long roomId;

    @Column(updatable = false)
    private long authorId;

    @Column(nullable = false)
    private String content;

    @Column(updatable = false)
    private long version;

    @Column(updatable = false)
    private @Nullable String idempotencyKey;

    @Column(nullable = false, updatable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // for JPA; new messages come from Messages.insert
    protected Message() {}

    long id() {
        return id;
    }

    long roomId() {
        return roomId;
    }

    String content() {
        return content;
    }

    /** The version that the room got by this message. */
    long version() {
        return version;
    }

    Instant createdAt() {
        return createdAt;
    }
}
