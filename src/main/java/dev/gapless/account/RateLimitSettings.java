package dev.gapless.account;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often things may be asked for.
 *
 * @param enabled false lifts all limits
 * @param login wrong logins from one address
 * @param loginName wrong logins from one address with one name
 * @param registration new accounts from one address
 * @param write unsafe requests by one user
 * @param read costly safe requests by one user
 * @param profile changes of one user's name or picture
 * @param add how often one user adds another one to rooms
 * @param apiKey wrong keys of the server API from one address
 */
@Validated
@ConfigurationProperties("gapless.rate-limit")
record RateLimitSettings(
        @DefaultValue("true") boolean enabled,
        @NotNull @Valid Limit login,
        @NotNull @Valid Limit loginName,
        @NotNull @Valid Limit registration,
        @NotNull @Valid Limit write,
        @NotNull @Valid Limit read,
        @NotNull @Valid Limit profile,
        @NotNull @Valid Limit add,
        @NotNull @Valid Limit apiKey) {

    /**
     * @param burst so many at once
     * @param every and one more after each such time
     */
    record Limit(@Positive int burst, @NotNull Duration every) {
        Limit {
            if (!every.isPositive()) {
                throw new IllegalArgumentException("every must be positive, not " + every);
            }
        }
    }
}
