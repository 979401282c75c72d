package dev.gapless.account;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes and checks passwords.
 *
 * <p>Argon2id, because its cost is memory, of which an attacker's graphics card has less than time, and because it
 * takes passwords of any length. The parameters are OWASP's (19 MiB, two passes, one lane). Every hash begins with the
 * name of its kind, so that a later release can add another and {@link #isOutdated renew} hashes as people log in.
 *
 * <p>A hash occupies a core for a few dozen milliseconds. Half of the cores may be hashing at a time; the others wait
 * for a turn and are refused after {@link #LONGEST_WAIT}, so a flood of logins slows down logins only.
 */
@Component
class Passwords {
    static final int MIN = 8;
    static final int MAX = 256;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;

    private final PasswordEncoder encoder;
    private final Semaphore turns;
    private final Duration longestWait;
    private final String nobodys;

    @Autowired
    Passwords() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), LONGEST_WAIT);
    }

    Passwords(int atATime, Duration longestWait) {
        this(
                new DelegatingPasswordEncoder(
                        "argon2id",
                        Map.of(
                                "argon2id",
                                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES))),
                atATime,
                longestWait);
    }

    Passwords(PasswordEncoder encoder, int atATime, Duration longestWait) {
        this.encoder = encoder;
        this.turns = new Semaphore(atATime);
        this.longestWait = longestWait;
        this.nobodys = hash("nobody's password");
    }

    /** The first rule that a new password breaks, as a sentence for people; null when it may be used. */
    static @Nullable String brokenRule(String password, Username username) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN) {
            return "must have at least %d characters".formatted(MIN);
        }
        if (isTooLong(password)) {
            return "must have at most %d characters".formatted(MAX);
        }
        if (Username.of(password).key().equals(username.key())) {
            return "must not be the same as the username";
        }
        return null;
    }

    /** Whether nobody can have this password. */
    static boolean isTooLong(String password) {
        return password.codePointCount(0, password.length()) > MAX;
    }

    /** Hashes a new password. */
    String hash(String password) {
        return inTurn(() -> encoder.encode(normal(password)));
    }

    /**
     * Whether a password is the right one.
     *
     * @param hash null when there is no such person: takes as long as for one, and is never right
     */
    boolean matches(String password, @Nullable String hash) {
        boolean same = inTurn(() -> encoder.matches(normal(password), hash == null ? nobodys : hash));
        return same && hash != null;
    }

    /** Whether a hash was made with weaker means than are in use now. */
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    /** Keyboards write the same accented letter in different ways. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Form.NFKC);
    }

    private <T> T inTurn(Work<T> work) {
        try {
            if (!turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyRequestsException("too many logins at the moment, try again soon", longestWait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooManyRequestsException("the server is stopping", longestWait);
        }
        try {
            return work.done();
        } finally {
            turns.release();
        }
    }

    private interface Work<T> {
        T done();
    }
}
