package dev.gapless.gateway.api;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who may call the server API, and with how much at once.
 *
 * @param apiKey what callers have to know; without it there is no API
 * @param apiMaxBody the longest body of a request
 * @param insecure whether a short key is good enough
 */
@ConfigurationProperties("gapless.gateway")
public record ApiSettings(
        @Nullable String apiKey,
        @DefaultValue("1MB") DataSize apiMaxBody,
        @DefaultValue("false") boolean insecure) {
    private static final int SHORTEST_KEY = 16;

    public ApiSettings {
        require(
                apiKey == null || apiKey.isEmpty() || insecure || apiKey.length() >= SHORTEST_KEY,
                "api-key must have at least " + SHORTEST_KEY
                        + " characters; `openssl rand -base64 32` makes a good one");
        require(apiMaxBody.toBytes() > 0 && apiMaxBody.toBytes() <= 1 << 30, "api-max-body must be at most 1GB");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gapless.gateway." + rule);
        }
    }
}
