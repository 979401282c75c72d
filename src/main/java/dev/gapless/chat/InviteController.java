package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.Invites.Invitation;
import dev.gapless.chat.Invites.Invite;
import dev.gapless.chat.MemberService.MyMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Invitations over HTTP. */
@RestController
@RequestMapping("/api")
class InviteController {
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final InviteService service;

    InviteController(InviteService service) {
        this.service = service;
    }

    /**
     * What is asked for.
     *
     * @param expiresIn in seconds; null for a week
     * @param maxUses null for any number
     */
    record NewInvite(@Nullable Long expiresIn, @Nullable Integer maxUses) {}

    record InviteList(List<Invite> results) {}

    @PostMapping("/rooms/{roomId}/invites")
    @ResponseStatus(HttpStatus.CREATED)
    Invite create(
            @AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId, @RequestBody NewInvite wanted) {
        Integer maxUses = wanted.maxUses();
        if (maxUses != null && maxUses < 1) {
            throw Refused.invalid("max_uses", "must be at least 1");
        }
        return service.create(user, roomId, lasts(wanted.expiresIn()), maxUses);
    }

    @GetMapping("/rooms/{roomId}/invites")
    InviteList all(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId) {
        return new InviteList(service.of(user, roomId));
    }

    @GetMapping("/invites/{code}")
    Invitation preview(@AuthenticationPrincipal UserPrincipal user, @PathVariable String code) {
        return service.preview(user, Text.code(code));
    }

    @PostMapping("/invites/{code}/accept")
    MyMembership accept(@AuthenticationPrincipal UserPrincipal user, @PathVariable String code) {
        return service.accept(user, Text.code(code));
    }

    @DeleteMapping("/invites/{code}")
    Map<String, Object> delete(@AuthenticationPrincipal UserPrincipal user, @PathVariable String code) {
        service.delete(user, Text.code(code));
        return Map.of();
    }

    private static Duration lasts(@Nullable Long seconds) {
        if (seconds == null) {
            return USUAL;
        }
        if (seconds < 1 || seconds > LONGEST.toSeconds()) {
            throw Refused.invalid("expires_in", "must be 1 to " + LONGEST.toSeconds() + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }
}
