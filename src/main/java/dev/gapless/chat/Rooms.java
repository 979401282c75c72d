package dev.gapless.chat;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rooms, one at a time and for change; see {@link RoomList} for reading them. */
interface Rooms extends Repository<Room, Long> {

    /**
     * Makes a room with one member, at version 1.
     *
     * @return its id; empty when it is public, and another such room has this name
     */
    @Query(nativeQuery = true, value = """
            insert into rooms (name, name_key, kind, topic, created_by, version, member_count, created_at, bumped_at)
            values (:name, :nameKey, :kind, :topic, :owner, 1, 1, :at, :at)
            on conflict (name_key) where kind = 'public' and deleted_at is null do nothing
            returning id
            """)
    Optional<Long> insert(String name, String nameKey, String kind, String topic, long owner, Instant at);

    /**
     * Makes a direct room of two people, at version 1.
     *
     * @param low the smaller one of their ids
     * @return its id; empty when they have one
     */
    @Query(nativeQuery = true, value = """
            insert into rooms (name, name_key, kind, direct_low, direct_high, created_by, version, member_count,
                               created_at, bumped_at)
            values (:name, :nameKey, 'direct', :low, :high, :maker, 1, 2, :at, :at)
            on conflict (direct_low, direct_high) where kind = 'direct' do nothing
            returning id
            """)
    Optional<Long> insertDirect(String name, String nameKey, long low, long high, long maker, Instant at);

    @Query(nativeQuery = true, value = """
            select id from rooms where kind = 'direct' and direct_low = :low and direct_high = :high
            """)
    Optional<Long> findDirect(long low, long high);

    /** The room, with the right to change it, or anything in it, until the transaction ends. Waits for its turn. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Room r where r.id = :id and r.deletedAt is null")
    Optional<Room> lock(long id);

    /** Writes the changes of rooms, so that {@link RoomList} sees them. */
    void flush();
}
