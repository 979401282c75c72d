package dev.gapless.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gapless.account.RateLimitSettings.Limit;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * One limit, counted for each key. A bucket that has not been touched until it would be full again is forgotten, and
 * no more than {@link #MAX_KEYS} are kept, whatever an attacker makes up. Keys have to be short.
 *
 * @param <K> what is counted
 */
final class Limiter<K> {
    private static final int MAX_KEYS = 100_000;

    private final String detail;
    private final Limit limit;
    private final TimeMeter time;
    private final Cache<K, Bucket> buckets;

    Limiter(String detail, Limit limit, Ticker ticker) {
        this.detail = detail;
        this.limit = limit;
        this.time = new NanoTime(ticker);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterAccess(limit.every().multipliedBy(limit.burst()))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Takes one. @throws TooManyRequestsException when there is none left */
    void take(K key) {
        ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new TooManyRequestsException(detail, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Takes one, if there is one left. */
    void takeIfAny(K key) {
        bucket(key).tryConsume(1);
    }

    /** Takes none. @throws TooManyRequestsException when there is none left */
    void require(K key) {
        Bucket bucket = buckets.getIfPresent(key);
        if (bucket == null) {
            return;
        }
        EstimationProbe probe = bucket.estimateAbilityToConsume(1);
        if (!probe.canBeConsumed()) {
            throw new TooManyRequestsException(detail, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Gives back one that turned out not to count. */
    void giveBack(K key) {
        bucket(key).addTokens(1);
    }

    /** How many keys are being counted. */
    long keys() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket bucket(K key) {
        return buckets.get(
                key,
                unused -> Bucket.builder()
                        .addLimit(bandwidth -> bandwidth.capacity(limit.burst()).refillGreedy(1, limit.every()))
                        .withCustomTimePrecision(time)
                        .build());
    }

    private record NanoTime(Ticker ticker) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return ticker.read();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
