package dev.gapless.account;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** All people. */
interface Users extends Repository<User, Long> {

    Optional<User> findById(long id);

    /** Finds a person by the compared form of the name. */
    Optional<User> findByUsernameKey(String usernameKey);

    /** Adds a person and tells the id; nothing when the name is taken. */
    @Query(nativeQuery = true, value = """
                    insert into users (username, username_key, password_hash, created_at)
                    values (:username, :key, :passwordHash, now())
                    on conflict do nothing
                    returning id
                    """)
    Optional<Long> insert(
            @Param("username") String username, @Param("key") String key, @Param("passwordHash") String passwordHash);

    /** Replaces a hash, unless it has been replaced already. */
    @Modifying
    @Query("update User u set u.passwordHash = :renewed where u.id = :id and u.passwordHash = :known")
    int changePasswordHash(@Param("id") long id, @Param("known") String known, @Param("renewed") String renewed);

    /** Whether a user still has this hash; if so, it stays until the transaction ends. */
    @Query(nativeQuery = true, value = "select id from users where id = :id and password_hash = :hash for share")
    Optional<Long> hasPasswordHash(@Param("id") long id, @Param("hash") String hash);
}
