package dev.gapless.chat;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The members of rooms. To add or remove one, hold the room's lock. */
interface Members extends Repository<Member, Member.Key> {

    boolean existsByKey(Member.Key key);

    /** What a user is in a room; empty when nothing, or when the room is gone. */
    @Query(nativeQuery = true, value = """
            select m.role from members m join rooms r on r.id = m.room_id and r.deleted_at is null
            where m.room_id = :roomId and m.user_id = :userId
            """)
    Optional<String> role(long roomId, long userId);

    @Modifying
    @Query(nativeQuery = true, value = "update members set role = :role where room_id = :roomId and user_id = :userId")
    void setRole(long roomId, long userId, String role);

    /** Who is to own a room that its owner has left: the longest-standing admin or else member. */
    @Query(nativeQuery = true, value = """
            (select user_id from members where room_id = :roomId and role = 'admin' order by joined_at, user_id limit 1)
            union all
            (select user_id from members where room_id = :roomId and role = 'member' order by joined_at, user_id limit 1)
            limit 1
            """)
    Optional<Long> heir(long roomId);

    /** Until the transaction ends, nobody else who calls this comes by: the user's rooms can be counted and stay so many. */
    @Query(nativeQuery = true, value = "select id from users where id = :userId for no key update")
    Optional<Long> lockUser(long userId);

    /**
     * How many rooms a user follows: also those that are gone, until {@link RoomPurge} takes them away, but no direct ones
     * that others have made.
     */
    @Query(nativeQuery = true, value = """
            select count(*) from members m join rooms r on r.id = m.room_id
            where m.user_id = :userId and (r.kind <> 'direct' or r.created_by = :userId)
            """)
    int countByUser(long userId);

    /** Adds a member, who has read all there is; returns 0, not 1, when the user is one already. */
    @Modifying
    @Query(nativeQuery = true, value = """
            insert into members (room_id, user_id, role, joined_at, last_read_message_id, last_read_seq)
            select id, :userId, :role, :at, last_message_id, seq from rooms where id = :roomId
            on conflict (room_id, user_id) do nothing
            """)
    int insert(long roomId, long userId, String role, Instant at);

    /** A member has read up to this message; markers never move back. Returns 0 when it had been read. */
    @Modifying
    @Query(nativeQuery = true, value = """
            update members set last_read_message_id = :messageId, last_read_seq = :seq
            where room_id = :roomId and user_id = :userId and coalesce(last_read_message_id, 0) < :messageId
            """)
    int read(long roomId, long userId, long messageId, long seq);

    /** Removes a member; returns 0, not 1, when there is none. */
    @Modifying
    @Query("delete from Member m where m.key = :key")
    int delete(Member.Key key);
}
