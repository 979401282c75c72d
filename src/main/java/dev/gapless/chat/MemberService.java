package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.chat.ChatEvent.Joined;
import dev.gapless.chat.ChatEvent.Left;
import dev.gapless.chat.ChatEvent.MemberChanged;
import dev.gapless.chat.ChatEvent.RoleChange;
import dev.gapless.chat.RoomLock.Held;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lets people into rooms and out, and says who is what in them. Each call is one transaction with one event. */
@Service
class MemberService {
    private final Rooms rooms;
    private final Members members;
    private final RoomLock lock;
    private final Entrance entrance;
    private final Removals removals;
    private final Chronicle chronicle;
    private final RoomList list;
    private final People people;
    private final Announcer announcer;
    private final InstantSource clock;

    MemberService(
            Rooms rooms,
            Members members,
            RoomLock lock,
            Entrance entrance,
            Removals removals,
            Chronicle chronicle,
            RoomList list,
            People people,
            Announcer announcer,
            InstantSource clock) {
        this.rooms = rooms;
        this.members = members;
        this.lock = lock;
        this.entrance = entrance;
        this.removals = removals;
        this.chronicle = chronicle;
        this.list = list;
        this.people = people;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** A room as its new member sees it. */
    record MyMembership(MyRoom room, UserView user) {}

    /** A room, and who is no longer in it. */
    record Departure(RoomView room, UserView user) {}

    /** A room, and what somebody is in it. */
    record Standing(RoomView room, UserView user, String role) {}

    /** Who comes into a room where nobody is owns it from there on. */
    @Transactional
    public MyMembership join(UserPrincipal user, long roomId) {
        entrance.lock(user.id());
        Room room = rooms.lock(roomId).filter(Room::isPublic).orElseThrow(Refused::noSuchRoom);
        String role = room.isEmpty() ? Member.OWNER : Member.MEMBER;
        entrance.enter(room, user.id(), role, user.id(), now());
        UserView joined = people.hold(user);
        announcer.joined(new Joined(list.get(roomId), joined, role, null, null));
        return new MyMembership(list.find(roomId, user.id()).orElseThrow(), joined);
    }

    @Transactional
    public Departure leave(UserPrincipal user, long roomId) {
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchRoom);
        String role = members.role(roomId, user.id())
                .orElseThrow(room.isPublic() ? Refused::notAMember : Refused::noSuchRoom);
        if (room.isDirect()) {
            throw Refused.conflict("a direct conversation cannot be left");
        }
        members.delete(new Member.Key(roomId, user.id()));
        UserView left = people.hold(user);
        UserView owner = role.equals(Member.OWNER) ? crownHeir(roomId) : null;
        boolean toBeTold = !room.isPublic() && !room.hasOneMember();
        return depart(room, left, null, owner, toBeTold ? left.displayName() + " left" : null);
    }

    @Transactional
    public Standing add(UserPrincipal by, long roomId, long userId) {
        entrance.lock(userId);
        Held held = lock.holdShared(by, roomId);
        Room room = held.room();
        if (!room.isPublic() && !held.byLeader()) {
            throw Refused.forbidden("only the owner and admins may add people to a private room");
        }
        UserView who = people.hold(by);
        UserView added = people.hold(userId).orElseThrow();
        Instant now = now();
        long message = chronicle.write(room, who, who.displayName() + " added " + added.displayName(), now);
        entrance.enter(room, userId, Member.MEMBER, by.id(), now);
        removals.forget(roomId, userId);
        Joined joined = new Joined(list.get(roomId), added, Member.MEMBER, who, chronicle.read(message, who));
        announcer.joined(joined);
        return new Standing(joined.room(), added, Member.MEMBER);
    }

    /** Makes somebody an admin, a plain member, or the owner in one's own place. */
    @Transactional
    public Standing setRole(UserPrincipal by, long roomId, long userId, String role) {
        Held held = lock.holdShared(by, roomId);
        if (!held.byOwner()) {
            throw Refused.forbidden("only the owner may say who is what");
        }
        Room room = held.room();
        String before = members.role(roomId, userId).orElseThrow(Refused::notAMember);
        UserView user = people.hold(userId).orElseThrow();
        if (before.equals(role)) {
            return new Standing(list.get(roomId), user, role);
        }
        if (userId == by.id()) {
            throw Refused.conflict("a room has an owner: make somebody else the owner instead");
        }
        UserView who = people.hold(by);
        boolean handedOver = role.equals(Member.OWNER);
        if (handedOver) {
            members.setRole(roomId, by.id(), Member.ADMIN);
        }
        members.setRole(roomId, userId, role);
        long message = chronicle.write(room, who, who.displayName() + deed(user, role), now());
        room.changed();
        rooms.flush();
        RoleChange change =
                new RoleChange(list.get(roomId), user, role, handedOver ? who : null, chronicle.read(message, who));
        announcer.toRoom(roomId, new MemberChanged(change));
        return new Standing(change.room(), user, role);
    }

    @Transactional
    public Departure remove(UserPrincipal by, long roomId, long userId) {
        Held held = lock.holdShared(by, roomId);
        if (!held.byLeader()) {
            throw Refused.forbidden("only the owner and admins may remove people");
        }
        if (userId == by.id()) {
            throw Refused.forbidden("nobody removes themselves: leave the room instead");
        }
        String theirs = members.role(roomId, userId).orElseThrow(Refused::notAMember);
        if (!held.byOwner() && !theirs.equals(Member.MEMBER)) {
            throw Refused.forbidden("only the owner may remove an admin, and nobody the owner");
        }
        members.delete(new Member.Key(roomId, userId));
        removals.note(roomId, userId);
        UserView who = people.hold(by);
        UserView removed = people.hold(userId).orElseThrow();
        return depart(held.room(), removed, who, null, who.displayName() + " removed " + removed.displayName());
    }

    /** After somebody is no longer a member. */
    private Departure depart(
            Room room, UserView left, @Nullable UserView by, @Nullable UserView owner, @Nullable String sentence) {
        Instant now = now();
        UserView who = by == null ? left : by;
        Long message = sentence == null ? null : chronicle.write(room, who, sentence, now);
        room.memberLeft(now);
        rooms.flush();
        Left event =
                new Left(list.get(room.id()), left, by, owner, message == null ? null : chronicle.read(message, who));
        announcer.left(event);
        return new Departure(event.room(), left);
    }

    private @Nullable UserView crownHeir(long roomId) {
        return members.heir(roomId)
                .map(heir -> {
                    members.setRole(roomId, heir, Member.OWNER);
                    return people.hold(heir).orElseThrow();
                })
                .orElse(null);
    }

    private static String deed(UserView user, String role) {
        return switch (role) {
            case Member.OWNER -> " handed the room over to " + user.displayName();
            case Member.ADMIN -> " made " + user.displayName() + " an admin";
            default -> " made " + user.displayName() + " a member";
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
