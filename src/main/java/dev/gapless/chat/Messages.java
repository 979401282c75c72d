package dev.gapless.chat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
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
            insert into messages (room_id, author_id, content, version, seq, reply_to, mentions_room, idempotency_key, created_at)
            values (:roomId, :authorId, :content, :version, :seq, cast(:replyTo as bigint), :mentionsRoom, :idempotencyKey, :at)
            on conflict (author_id, idempotency_key) where idempotency_key is not null do nothing
            returning id
            """)
    Optional<Long> insert(
            long roomId,
            long authorId,
            String content,
            long version,
            long seq,
            @Nullable Long replyTo,
            boolean mentionsRoom,
            @Nullable String idempotencyKey,
            Instant at);

    /** Stores a system message, by who did what it tells of. The caller holds the room's lock. */
    @Query(nativeQuery = true, value = """
            insert into messages (room_id, author_id, kind, content, version, seq, created_at)
            values (:roomId, :authorId, 'system', :content, :version, :seq, :at)
            returning id
            """)
    long insertSystem(long roomId, long authorId, String content, long version, long seq, Instant at);

    Optional<Message> findByAuthorIdAndIdempotencyKey(long authorId, String idempotencyKey);

    /** The room of a message, which is what to lock before the message is looked at. */
    @Query("select m.roomId from Message m where m.id = :id")
    Optional<Long> roomOf(long id);

    Optional<Message> findByIdAndRoomId(long id, long roomId);

    @Modifying
    @Query(nativeQuery = true, value = """
            update messages set content = :content, mentions_room = :mentionsRoom, edited_at = :at where id = :id
            """)
    void edit(long id, String content, boolean mentionsRoom, Instant at);

    /** Leaves nothing of a message but its place. */
    @Modifying
    @Query(nativeQuery = true, value = """
            update messages set content = '', mentions_room = false, pinned_at = null, deleted_at = :at where id = :id
            """)
    void delete(long id, Instant at);

    @Modifying
    @Query(nativeQuery = true, value = "update messages set pinned_at = cast(:at as timestamptz) where id = :id")
    void pin(long id, @Nullable Instant at);
}
