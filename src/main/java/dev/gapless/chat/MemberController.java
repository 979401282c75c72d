package dev.gapless.chat;

import dev.gapless.account.RateLimits;
import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MemberService.Departure;
import dev.gapless.chat.MemberService.MyMembership;
import dev.gapless.chat.MemberService.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is in a room, over HTTP. */
@RestController
@RequestMapping("/api/rooms/{roomId}")
class MemberController {
    private final MemberService service;
    private final MemberList list;
    private final RateLimits limits;

    MemberController(MemberService service, MemberList list, RateLimits limits) {
        this.service = service;
        this.list = list;
        this.limits = limits;
    }

    record NewMember(@Nullable Long userId) {}

    record NewRole(@Nullable String role) {}

    @PostMapping("/join")
    MyMembership join(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId) {
        return service.join(user, roomId);
    }

    @PostMapping("/leave")
    Departure leave(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId) {
        return service.leave(user, roomId);
    }

    /** By username; the cursor is that of the last one that was seen, as usernames are compared. */
    @GetMapping("/members")
    Page<MemberList.Entry> members(
            @AuthenticationPrincipal UserPrincipal user,
            @PathVariable long roomId,
            @RequestParam(name = "q", required = false) @Nullable String typed,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        String query = Text.query(typed);
        return Page.of(
                list.page(roomId, user.id(), query, Text.cursor(cursor), size + 1),
                size,
                last -> Page.link(
                        "/api/rooms/" + roomId + "/members",
                        "q",
                        query,
                        "cursor",
                        last.key(),
                        "limit",
                        Integer.toString(size)));
    }

    @PostMapping("/members")
    @ResponseStatus(HttpStatus.CREATED)
    Standing add(
            @AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId, @RequestBody NewMember member) {
        if (member.userId() == null) {
            throw Refused.invalid("user_id", "must be given");
        }
        limits.add(user.id(), member.userId());
        return service.add(user, roomId, member.userId());
    }

    @PatchMapping("/members/{userId}")
    Standing setRole(
            @AuthenticationPrincipal UserPrincipal user,
            @PathVariable long roomId,
            @PathVariable long userId,
            @RequestBody NewRole wanted) {
        String role = wanted.role();
        if (role == null || !List.of(Member.OWNER, Member.ADMIN, Member.MEMBER).contains(role)) {
            throw Refused.invalid("role", "must be owner, admin or member");
        }
        return service.setRole(user, roomId, userId, role);
    }

    @DeleteMapping("/members/{userId}")
    Departure remove(
            @AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId, @PathVariable long userId) {
        return service.remove(user, roomId, userId);
    }
}
