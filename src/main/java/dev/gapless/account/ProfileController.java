package dev.gapless.account;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people say about themselves. */
@RestController
@RequestMapping("/api/me")
class ProfileController {
    private final Profiles profiles;
    private final People people;
    private final Pictures pictures;
    /** Who is sending a picture: one at a time each, as it is held in memory. */
    private final Set<Long> sending = ConcurrentHashMap.newKeySet();

    ProfileController(Profiles profiles, People people, Pictures pictures) {
        this.profiles = profiles;
        this.people = people;
        this.pictures = pictures;
    }

    /** What is to change: what is left out stays. */
    static final class Change {
        private boolean named;
        private @Nullable String displayName;

        public void setDisplayName(@Nullable String name) {
            named = true;
            displayName = name;
        }
    }

    @PatchMapping
    UserView change(@AuthenticationPrincipal UserPrincipal user, @RequestBody Change change) {
        return change.named ? profiles.call(user, DisplayName.of(change.displayName)) : people.get(user);
    }

    @PutMapping(
            path = "/avatar",
            consumes = {MediaType.IMAGE_PNG_VALUE, MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_GIF_VALUE})
    UserView show(@AuthenticationPrincipal UserPrincipal user, InputStream body) throws IOException {
        if (!sending.add(user.id())) {
            throw new TooManyRequestsException("another picture of yours is on its way", Duration.ofSeconds(1));
        }
        try {
            return profiles.show(user, pictures.avatar(body.readAllBytes()));
        } finally {
            sending.remove(user.id());
        }
    }

    @DeleteMapping("/avatar")
    UserView hide(@AuthenticationPrincipal UserPrincipal user) {
        return profiles.hide(user);
    }
}
