package dev.gapless.chat;

import dev.gapless.account.People;
import dev.gapless.account.UserPrincipal;
import dev.gapless.account.UserView;
import dev.gapless.chat.ChatEvent.Joined;
import dev.gapless.chat.Invites.Invitation;
import dev.gapless.chat.Invites.Invite;
import dev.gapless.chat.MemberService.MyMembership;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Invites people into rooms by links: whoever has the code may come in, as long as it is good. */
@Service
class InviteService {
    /** So many of a room are good at a time. */
    static final int MOST = 100;

    private static final int CODE_BYTES = 16;

    private final Invites invites;
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
    private final SecureRandom random = new SecureRandom();

    InviteService(
            Invites invites,
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
        this.invites = invites;
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

    /**
     * Makes an invitation.
     *
     * @param maxUses null for any number
     */
    @Transactional
    public Invite create(UserPrincipal user, long roomId, Duration lasts, @Nullable Integer maxUses) {
        requireLeads(lock.hold(user, roomId).role()); // under lock, so that they can be counted
        Instant now = now();
        invites.forgetExpired(roomId, now);
        if (invites.of(roomId, now).size() >= MOST) {
            throw Refused.conflict("a room has " + MOST + " invitations at the most: revoke one first");
        }
        String code = code();
        invites.insert(code, roomId, user.id(), now, now.plus(lasts), maxUses);
        return invites.find(code).orElseThrow();
    }

    /** Those that are good. */
    @Transactional(readOnly = true)
    public List<Invite> of(UserPrincipal user, long roomId) {
        requireLeads(members.role(roomId, user.id()).orElseThrow(Refused::noSuchRoom));
        return invites.of(roomId, now());
    }

    /** What an invitation is to. */
    Invitation preview(UserPrincipal user, String code) {
        return invites.preview(code, user.id(), now()).orElseThrow(Refused::noSuchInvite);
    }

    /** Comes in. Who is in already, perhaps by this very invitation, uses up nothing. */
    @Transactional
    public MyMembership accept(UserPrincipal user, String code) {
        entrance.lock(user.id());
        Invite invite = invites.find(code).orElseThrow(Refused::noSuchInvite);
        long roomId = invite.roomId();
        Room room = rooms.lock(roomId).orElseThrow(Refused::noSuchInvite);
        UserView me = people.hold(user);
        if (members.role(roomId, user.id()).isPresent()) {
            return new MyMembership(list.find(roomId, user.id()).orElseThrow(), me);
        }
        if (!room.isPublic() && removals.has(roomId, user.id())) {
            throw Refused.forbidden("you were removed from this room: only its owner and admins can let you in again");
        }
        Instant now = now();
        if (!invites.use(code, now)) {
            throw Refused.noSuchInvite();
        }
        String role = room.isEmpty() ? Member.OWNER : Member.MEMBER;
        long message = chronicle.write(room, me, me.displayName() + " joined by invitation", now);
        entrance.enter(room, user.id(), role, user.id(), now);
        announcer.joined(new Joined(
                list.get(roomId),
                me,
                role,
                people.hold(invite.createdBy().id()).orElseThrow(),
                chronicle.read(message, me)));
        return new MyMembership(list.find(roomId, user.id()).orElseThrow(), me);
    }

    @Transactional
    public void delete(UserPrincipal user, String code) {
        Invite invite = invites.find(code).orElseThrow(Refused::noSuchInvite);
        requireLeads(members.role(invite.roomId(), user.id()).orElseThrow(Refused::noSuchInvite));
        invites.delete(code);
    }

    private static void requireLeads(String role) {
        if (!Member.leads(role)) {
            throw Refused.forbidden("only the owner and admins may see and change invitations");
        }
    }

    private String code() {
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
