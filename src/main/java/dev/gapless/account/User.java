package dev.gapless.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person with an account. {@link Accounts} makes them. */
@Entity
@Table(name = "users")
public class User {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false, updatable = false)
    private String username;

    @Column(nullable = false, updatable = false)
    private String usernameKey;

    @Column(nullable = false)
    private String passwordHash;

    @Column(nullable = false, updatable = false)
    private Instant createdAt;

    @Column
    private @Nullable String displayName;

    /** Names the picture, see the table {@code avatars}; null for none. */
    @Column
    private @Nullable String avatar;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected User() {}

    /** The id; an unsaved user has none. */
    public long id() {
        if (id == null) {
            throw new IllegalStateException("unsaved user");
        }
        return id;
    }

    public String username() {
        return username;
    }

    @Nullable String displayName() {
        return displayName;
    }

    @Nullable String avatar() {
        return avatar;
    }

    String passwordHash() {
        return passwordHash;
    }
}
