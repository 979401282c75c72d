package dev.gapless.gateway.transport;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this server whose clients send their commands apart from the stream on which they listen. Who knows the
 * name of a session may speak for its client, so nobody can guess one. Safe for use by many threads.
 */
final class EmulatedSessions {
    private static final int NAME_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, Inbox> inboxes = new ConcurrentHashMap<>();

    /** A name that no session has had. */
    String newName() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    void add(String name, Inbox inbox) {
        inboxes.put(name, inbox);
    }

    void remove(String name) {
        inboxes.remove(name);
    }

    /** Where the client of a session is heard; null if there is no such session. */
    @Nullable Inbox find(String name) {
        return inboxes.get(name);
    }
}
