package dev.gapless.chat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The messages, one at a time; see {@link History} for reading a room's. */
interface Messages extends Repository<Message, Long> {

    /**
     * Stores a text message. The caller holds the room's lock. Should another transaction be storing one with the same key,
     * in whatever room, this waits for how that ends.
     *
     * @return its id; empty when the author has a message with this key already
     */
    @Query(nativeQuery = true, value = """
            insert into messages (room_id, author_id, content, version, seq, idempotency_key, created_at)
            values (:roomId, :authorId, :content, :version, :seq, :idempotencyKey, :at)
            on conflict (author_id, idempotency_key) where idempotency_key is not null do nothing
            returning id
            """)
    Optional<Long> insert(
            long roomId,
            long authorId,
            String content,
            long version,
            long seq,
            @Nullable String idempotencyKey,
            Instant at);

    Optional<Message> findByAuthorIdAndIdempotencyKey(long authorId, String idempotencyKey);
}
