package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.History.Direction;
import dev.gapless.chat.History.Stretch;
import dev.gapless.chat.History.Window;
import dev.gapless.chat.MessageService.Draft;
import dev.gapless.chat.MessageService.Posted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A room's messages over HTTP. */
@RestController
@RequestMapping("/api/rooms/{roomId}")
class MessageController {
    private final MessageService service;
    private final History history;
    private final Pins pins;

    MessageController(MessageService service, History history, Pins pins) {
        this.pins = pins;
        this.service = service;
        this.history = history;
    }

    record NewMessage(@Nullable String content, @Nullable Long replyTo) {}

    record Pinned(List<MessageView> results) {}

    /**
     * A part of the history, newest first.
     *
     * @param next where older messages are, as a path with its query; null when there are none
     * @param previous where newer ones are; null when there are none
     */
    record MessagePage(@Nullable String next, @Nullable String previous, List<MessageView> results) {}

    @GetMapping("/messages")
    MessagePage page(
            @AuthenticationPrincipal UserPrincipal user,
            @PathVariable long roomId,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(required = false) @Nullable Long around,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        Stretch found = history.read(roomId, user.id(), window(before, after, around), size);
        String path = "/api/rooms/" + roomId + "/messages";
        return new MessagePage(
                link(path, "before", found.olderThan(), size),
                link(path, "after", found.newerThan(), size),
                found.messages());
    }

    @PostMapping("/messages")
    ResponseEntity<MessageView> post(
            @AuthenticationPrincipal UserPrincipal user,
            @PathVariable long roomId,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewMessage message) {
        Draft draft = new Draft(Text.content(message.content()), message.replyTo());
        Posted posted = service.post(user, roomId, draft, Text.idempotencyKey(key));
        return ResponseEntity.status(posted instanceof Posted.Stored ? HttpStatus.CREATED : HttpStatus.OK)
                .body(posted.message());
    }

    @GetMapping("/pins")
    Pinned pins(@AuthenticationPrincipal UserPrincipal user, @PathVariable long roomId) {
        return new Pinned(pins.of(user, roomId));
    }

    private static Window window(@Nullable Long before, @Nullable Long after, @Nullable Long around) {
        if ((before != null ? 1 : 0) + (after != null ? 1 : 0) + (around != null ? 1 : 0) > 1) {
            throw Refused.invalid("before", "cannot go together with after or around: give one of the three");
        }
        if (before != null) {
            return new Window(Direction.BEFORE, before);
        }
        if (after != null) {
            return new Window(Direction.AFTER, after);
        }
        return around != null ? new Window(Direction.AROUND, around) : Window.NEWEST;
    }

    private static @Nullable String link(String path, String direction, @Nullable Long id, int limit) {
        return id == null ? null : Page.link(path, direction, Long.toString(id), "limit", Integer.toString(limit));
    }
}
