package dev.gapless.chat;

import dev.gapless.account.UserPrincipal;
import dev.gapless.chat.MessageSearch.Found;
import dev.gapless.chat.MessageSearch.Wanted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Finding messages over HTTP. */
@RestController
@RequestMapping("/api/search/messages")
class SearchController {
    private final MessageSearch search;

    SearchController(MessageSearch search) {
        this.search = search;
    }

    @GetMapping
    Page<Found> search(
            @AuthenticationPrincipal UserPrincipal user,
            @RequestParam(name = "q", required = false) @Nullable String typed,
            @RequestParam(name = "room_id", required = false) @Nullable Long roomId,
            @RequestParam(name = "user_id", required = false) @Nullable Long authorId,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        String words = SearchQuery.parse(typed);
        Wanted wanted = new Wanted(words, roomId, authorId, before == null ? Long.MAX_VALUE : before);
        return Page.of(
                search.find(user, wanted, size + 1),
                size,
                last -> link(typed, wanted, last.message().id(), size));
    }

    private static String link(@Nullable String typed, Wanted wanted, long before, int limit) {
        List<String> query = new ArrayList<>(List.of("q", typed == null ? "" : typed));
        if (wanted.roomId() != null) {
            query.addAll(List.of("room_id", wanted.roomId().toString()));
        }
        if (wanted.authorId() != null) {
            query.addAll(List.of("user_id", wanted.authorId().toString()));
        }
        query.addAll(List.of("before", Long.toString(before), "limit", Integer.toString(limit)));
        return Page.link("/api/search/messages", query.toArray(String[]::new));
    }
}
