package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {
    private final Passwords passwords = new Passwords(1, Duration.ofSeconds(5));

    @Test
    void onlyTheRightPasswordMatches() {
        String hash = passwords.hash("correct horse");
        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("correct horsE", hash)).isFalse();
        assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
        assertThat(passwords.isOutdated(hash)).isFalse();
    }

    @Test
    void nobodyHasAPassword() {
        assertThat(passwords.matches("nobody's password", null)).isFalse();
    }

    @Test
    void longPasswordsCountToTheLastCharacter() {
        String long1 = "x".repeat(200) + "1";
        assertThat(passwords.matches("x".repeat(200) + "2", passwords.hash(long1)))
                .isFalse();
    }

    @Test
    void anAccentMayBeTypedInEitherForm() {
        assertThat(passwords.matches("cre\u0300me bru\u0302le\u0301e", passwords.hash("cr\u00e8me br\u00fbl\u00e9e")))
                .isTrue();
    }

    @Test
    void whoWaitsTooLongForATurnIsRefused() throws InterruptedException {
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger hashes = new AtomicInteger();
        PasswordEncoder slow = new PasswordEncoder() {
            @Override
            public String encode(@Nullable CharSequence password) {
                if (hashes.incrementAndGet() > 1) { // the first is nobody's
                    hashing.countDown();
                    await(done);
                }
                return "hash";
            }

            @Override
            public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
                return true;
            }
        };
        Passwords one = new Passwords(slow, 1, Duration.ofMillis(1));
        Thread first = Thread.ofVirtual().start(() -> one.hash("first one"));
        await(hashing);
        try {
            assertThatExceptionOfType(TooManyRequestsException.class)
                    .isThrownBy(() -> one.matches("second one", "hash"))
                    .satisfies(refusal -> assertThat(refusal.getHeaders().getFirst("Retry-After"))
                            .isEqualTo("1"));
        } finally {
            done.countDown();
        }
        first.join();
        assertThat(one.matches("second one", "hash")).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
