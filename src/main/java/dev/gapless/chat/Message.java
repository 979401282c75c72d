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

    @Column(nullable = false, updatable = false)
    private String kind;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant deletedAt;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant pinnedAt;

    @SuppressWarnings("NullAway.Init") // for JPA; new messages come from Messages.insert
    protected Message() {}

    long id() {
        return id;
    }

    long roomId() {
        return roomId;
    }

    long authorId() {
        return authorId;
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

    boolean isSystem() {
        return kind.equals(SYSTEM);
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    /** @throws Refused when it is a system message or a deleted one, with which no more can be done: say, "edited" */
    void requireStandingText(String what) {
        if (!kind.equals(TEXT) || isDeleted()) {
            throw Refused.conflict("system messages and deleted ones cannot be " + what);
        }
    }

    boolean isPinned() {
        return pinnedAt != null;
    }
}
