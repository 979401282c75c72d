package dev.gapless.account;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.account.InvalidInputException.Broken;
import dev.gapless.account.NameWords.Hit;
import dev.gapless.account.People.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Other people: finds and shows them. */
@RestController
@RequestMapping("/api/users")
class PeopleController {
    private static final int MAX_LIMIT = 100;
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final People people;
    private final NameWords names;
    private final ObjectProvider<Presence> presence;

    PeopleController(People people, NameWords names, ObjectProvider<Presence> presence) {
        this.people = people;
        this.names = names;
        this.presence = presence;
    }

    /** @param next where the next page is; null on the last */
    record Found(@Nullable String next, List<UserView> results) {}

    record Details(
            @JsonUnwrapped UserView user,
            @Timestamp Instant createdAt,
            boolean online,
            @Timestamp @Nullable Instant lastSeenAt) {}

    @GetMapping
    Found search(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = limit == null ? MAX_LIMIT : limit;
        require(size >= 1 && size <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
        require(q.codePointCount(0, q.length()) <= DisplayName.MAX, "q", "is too long");
        List<Hit> hits = names.search(q, PeopleCursor.parse(cursor), size + 1);
        List<Hit> shown = hits.subList(0, Math.min(size, hits.size()));
        return new Found(
                hits.size() > size ? next(q, shown.getLast(), size) : null,
                shown.stream().map(Hit::user).toList());
    }

    @GetMapping("/{id}")
    Details one(@PathVariable long id) {
        Known known = people.know(id).orElseThrow(PeopleController::noSuchUser);
        boolean online = presence.stream()
                .anyMatch(connected -> connected.online(List.of(id)).contains(id));
        return new Details(known.user(), known.createdAt(), online, known.lastSeenAt());
    }

    /** The picture that the URL names never changes; without a name it is the present one. */
    @GetMapping("/{id}/avatar")
    ResponseEntity<byte[]> avatar(
            @PathVariable long id, @RequestParam(name = "v", required = false) @Nullable String version) {
        Avatar avatar = people.avatar(id).orElseThrow(PeopleController::noPicture);
        CacheControl caching = avatar.hash().equals(version)
                ? CacheControl.maxAge(FOR_EVER).cachePrivate().immutable()
                : CacheControl.noCache().cachePrivate();
        return ResponseEntity.ok()
                .cacheControl(caching)
                .eTag(avatar.hash())
                .contentType(MediaType.parseMediaType(avatar.contentType()))
                .body(avatar.image());
    }

    private static String next(String query, Hit last, int size) {
        return UriComponentsBuilder.fromPath("/api/users")
                .queryParam("q", "{q}")
                .queryParam("cursor", "{cursor}")
                .queryParam("limit", size)
                .encode()
                .buildAndExpand(query, last.place().write())
                .toUriString();
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new InvalidInputException(List.of(new Broken(field, rule)));
        }
    }

    private static ErrorResponseException noSuchUser() {
        return notFound("no such user");
    }

    private static ErrorResponseException noPicture() {
        return notFound("no picture of this user");
    }

    private static ErrorResponseException notFound(String detail) {
        return new ErrorResponseException(
                HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail), null);
    }
}
