package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.gapless.account.RateLimitSettings.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class RateLimitsTest {
    private static final Username ADA = Username.of("ada");
    private static final Username BEA = Username.of("bea");

    private long nanos;
    private final RateLimits limits = limits(true);

    @Test
    void afterTheBurstOneMayAskAgainEverySoOften() {
        for (int i = 0; i < 300; i++) {
            limits.write(1);
        }
        assertRefused(() -> limits.write(1), 1);
        assertThatNoException().isThrownBy(() -> limits.write(2));

        pass(Duration.ofMillis(20));
        limits.write(1);
        assertRefused(() -> limits.write(1), 1);
    }

    @Test
    void costlyReadsAndProfilesHaveLimitsOfTheirOwn() {
        for (int i = 0; i < 100; i++) {
            limits.read(1);
        }
        assertRefused(() -> limits.read(1), 1);
        for (int i = 0; i < 10; i++) {
            limits.profile(1);
        }
        assertRefused(() -> limits.profile(1), 60);
        assertThatNoException().isThrownBy(() -> {
            limits.write(1);
            limits.read(2);
            limits.profile(2);
        });
    }

    @Test
    void nobodyIsAddedToManyRoomsByOne() {
        for (int i = 0; i < 20; i++) {
            limits.add(1, 2);
        }
        assertRefused(() -> limits.add(1, 2), 600);
        assertThatNoException().isThrownBy(() -> {
            limits.add(1, 3);
            limits.add(3, 2);
        });
    }

    @Test
    void wrongLoginsCountForTheNameAndForTheAddress() {
        for (int i = 0; i < 10; i++) {
            limits.login("192.0.2.1", ADA);
        }
        assertRefused(() -> limits.login("192.0.2.1", Username.of("ADA")), 6);
        limits.login("192.0.2.1", BEA);
        limits.login("192.0.2.2", ADA);

        for (int i = 0; i < 60 - 12; i++) {
            limits.login("192.0.2.1", Username.of("name" + i));
        }
        assertRefused(() -> limits.login("192.0.2.1", Username.of("another")), 1);
    }

    @Test
    void rightLoginsDoNotCount() {
        for (int i = 0; i < 1000; i++) {
            limits.login("192.0.2.1", ADA);
            limits.loginWasRight("192.0.2.1", ADA);
        }
        assertThatNoException().isThrownBy(() -> limits.login("192.0.2.1", ADA));
    }

    @Test
    void afterTooManyWrongApiKeysNoneIsLookedAt() {
        for (int i = 0; i < 60; i++) {
            limits.apiKey("192.0.2.1");
            limits.apiKeyWasWrong("192.0.2.1");
        }
        assertRefused(() -> limits.apiKey("192.0.2.1"), 1);
        limits.apiKeyWasWrong("192.0.2.1");
        assertThatNoException().isThrownBy(() -> limits.apiKey("192.0.2.2"));

        pass(Duration.ofSeconds(1));
        limits.apiKey("192.0.2.1");
        limits.apiKey("192.0.2.1");
        limits.apiKeyWasWrong("192.0.2.1");
        assertRefused(() -> limits.apiKey("192.0.2.1"), 1);
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        for (int i = 0; i < 30; i++) {
            limits.registration("2001:db8:1:2::" + i);
        }
        assertRefused(() -> limits.registration("[2001:db8:1:2:ffff::1]".replaceAll("[\\[\\]]", "")), 60);
        assertThatNoException().isThrownBy(() -> limits.registration("2001:db8:1:3::1"));
        assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(ClientNetwork.of("not: an address")).isEqualTo("not: an address");
        assertThat(ClientNetwork.of("x".repeat(65))).isEqualTo("not an address");
    }

    @Test
    void limitsCanBeLifted() {
        RateLimits lifted = limits(false);
        assertThatNoException().isThrownBy(() -> {
            for (int i = 0; i < 1000; i++) {
                lifted.write(1);
                lifted.read(1);
                lifted.profile(1);
                lifted.add(1, 2);
                lifted.registration("192.0.2.1");
                lifted.login("192.0.2.1", ADA);
            }
        });
    }

    private RateLimits limits(boolean enabled) {
        return new RateLimits(
                new RateLimitSettings(
                        enabled,
                        new Limit(60, Duration.ofSeconds(1)),
                        new Limit(10, Duration.ofSeconds(6)),
                        new Limit(30, Duration.ofSeconds(60)),
                        new Limit(300, Duration.ofMillis(20)),
                        new Limit(100, Duration.ofMillis(100)),
                        new Limit(10, Duration.ofMinutes(1)),
                        new Limit(20, Duration.ofMinutes(10)),
                        new Limit(60, Duration.ofSeconds(1))),
                () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static void assertRefused(Runnable asking, int seconds) {
        assertThatExceptionOfType(TooManyRequestsException.class)
                .isThrownBy(asking::run)
                .satisfies(refusal -> assertThat(refusal.getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                        .isEqualTo(Integer.toString(seconds)));
    }
}
