package dev.gapless.chat;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** A person's place in a room. */
@Entity
@Table(name = "members")
class Member {
    static final String OWNER = "owner";
    static final String ADMIN = "admin";
    static final String MEMBER = "member";

    @EmbeddedId
    private Key key;

    /** {@link #OWNER}, {@link #ADMIN} or {@link #MEMBER}. */
    @Column(nullable = false)
    private String role;

    @Column(nullable = false, updatable = false)
    private Instant joinedAt;

    @SuppressWarnings("NullAway.Init") // for JPA; new members come from Members.insert
    protected Member() {}

    /** Whether someone with this role has a say in who is in the room, and how it is called. */
    static boolean leads(String role) {
        return role.equals(OWNER) || role.equals(ADMIN);
    }

    Key key() {
        return key;
    }

    /** Who is where. */
    @Embeddable
    record Key(long roomId, long userId) implements Serializable {}
}
