package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.RoomService.Direct;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

/** Rooms over HTTP. */
@RestController
@RequestMapping("/api")
class RoomController {
    private final RoomService service;
    private final RoomList list;
    private final Directory directory;
    private final SyncService sync;

    RoomController(RoomService service, RoomList list, Directory directory, SyncService sync) {
        this.service = service;
        this.list = list;
        this.directory = directory;
        this.sync = sync;
    }

    record NewRoom(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String topic) {}

    /** What is left out stays. */
    record Change(@Nullable String name, @Nullable String topic) {}

    record Peer(@Nullable Long userId) {}

    @GetMapping("/sync")
    SyncService.State sync(@AuthenticationPrincipal UserPrincipal user) {
        return sync.read(user);
    }

    @GetMapping("/rooms")
    Page<MyRoom> mine(
            @AuthenticationPrincipal UserPrincipal user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        return Page.of(
                list.page(user.id(), RoomCursor.parse(cursor), size + 1),
                size,
                last -> Page.link(
                        "/api/rooms", "cursor", RoomCursor.behind(last).write(), "limit", Integer.toString(size)));
    }

    @GetMapping("/rooms/{id}")
    MyRoom one(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return list.find(id, user.id()).orElseThrow(Refused::noSuchRoom);
    }

    @PostMapping("/rooms")
    @ResponseStatus(HttpStatus.CREATED)
    MyRoom create(@AuthenticationPrincipal UserPrincipal user, @RequestBody NewRoom room) {
        return service.create(user, Text.roomName(room.name()), kind(room.kind()), Text.topic(room.topic()));
    }

    @PatchMapping("/rooms/{id}")
    MyRoom describe(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id, @RequestBody Change change) {
        return service.describe(
                user,
                id,
                change.name() == null ? null : Text.roomName(change.name()),
                change.topic() == null ? null : Text.topic(change.topic()));
    }

    @DeleteMapping("/rooms/{id}")
    Map<String, Object> delete(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        service.delete(user, id);
        return Map.of();
    }

    @PostMapping("/direct")
    ResponseEntity<MyRoom> direct(@AuthenticationPrincipal UserPrincipal user, @RequestBody Peer peer) {
        if (peer.userId() == null) {
            throw Refused.invalid("user_id", "must be given");
        }
        Direct direct = service.direct(user, peer.userId());
        return ResponseEntity.status(direct.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(direct.room());
    }

    /** Finds public rooms; the cursor is the name of the last one that was seen, as names are compared. */
    @GetMapping("/search")
    Page<Directory.Entry> search(
            @AuthenticationPrincipal UserPrincipal user,
            @RequestParam(name = "q", required = false) @Nullable String typed,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        String query = Text.query(typed);
        String after = Text.cursor(cursor);
        return Page.of(
                directory.search(query, after, user.id(), size + 1),
                size,
                last -> Page.link("/api/search", "q", query, "cursor", last.key(), "limit", Integer.toString(size)));
    }

    private static String kind(@Nullable String asked) {
        if (asked == null) {
            return Room.PUBLIC;
        }
        if (!asked.equals(Room.PUBLIC) && !asked.equals(Room.PRIVATE)) {
            throw Refused.invalid("kind", "must be public or private");
        }
        return asked;
    }
}
