package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.RoomService.Membership;
import dev.gapless.chat.RoomService.MyMembership;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
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

    record NewRoom(@Nullable String name) {}

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
        return service.create(user, Text.roomName(room.name()));
    }

    @PostMapping("/rooms/{id}/join")
    MyMembership join(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return service.join(user, id);
    }

    @PostMapping("/rooms/{id}/leave")
    Membership leave(@AuthenticationPrincipal UserPrincipal user, @PathVariable long id) {
        return service.leave(user, id);
    }

    /** Finds public rooms; the cursor is the name of the last one that was seen. */
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
                last -> Page.link("/api/search", "q", query, "cursor", last.name(), "limit", Integer.toString(size)));
    }
}
