package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.Markers.Receipt;
import dev.gapless.chat.Markers.Unread;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What members have read, and which rooms they do not want to hear of, over HTTP. */
@RestController
@RequestMapping("/api/rooms/{roomId}")
class ReadController {
    private final ReadService service;

    ReadController(ReadService service) {
        this.service = service;
    }

    record UpTo(@Nullable Long messageId) {}

    record Muted(@Nullable Boolean muted) {}

    record Receipts(List<Receipt> results) {}

    @PutMapping("/read")
    Unread read(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId, @RequestBody UpTo upTo) {
        return service.read(user, roomId, given("message_id", upTo.messageId()));
    }

    @GetMapping("/receipts")
    Receipts receipts(
            @AuthenticationPrincipal UserPrincipal user,
            @PathVariable long roomId,
            @RequestParam(name = "message_id", required = false) @Nullable Long messageId) {
        return new Receipts(service.receipts(user, roomId, given("message_id", messageId)));
    }

    @PutMapping("/mute")
    Muted mute(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId, @RequestBody Muted wanted) {
        service.mute(user, roomId, given("muted", wanted.muted()));
        return wanted;
    }

    private static <T> T given(String field, @Nullable T value) {
        if (value == null) {
            throw Refused.invalid(field, "must be given");
        }
        return value;
    }
}
