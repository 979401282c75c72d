package dev.gapless.gateway.api;

import dev.gapless.account.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells who knows the API's key. Guessing it is slowed: too many wrong ones from one address, and no more are looked at. */
final class ApiKeys {
    private static final String HEADER = "X-API-Key";
    private static final String SCHEME = "apikey ";
    private static final String PARAMETER = "api_key=";

    private final byte @Nullable [] key;
    private final RateLimits limits;

    ApiKeys(@Nullable String key, RateLimits limits) {
        this.key = key == null || key.isEmpty() ? null : key.getBytes(StandardCharsets.UTF_8);
        this.limits = limits;
    }

    /** Whether there is a key that can be known. */
    boolean exist() {
        return key != null;
    }

    /**
     * Whether the request brings the key, in the first of the places where one can be.
     *
     * @throws dev.gapless.account.TooManyRequestsException after too many wrong ones
     */
    boolean admit(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        limits.apiKey(address);
        if (isRight(brought(request))) {
            return true;
        }
        limits.apiKeyWasWrong(address);
        return false;
    }

    private boolean isRight(@Nullable String brought) {
        return key != null && brought != null && MessageDigest.isEqual(key, brought.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String brought(HttpServletRequest request) {
        String header = request.getHeader(HEADER);
        if (header != null) {
            return header;
        }
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return authorization.substring(SCHEME.length()).strip();
        }
        return request.getQueryString() == null ? null : parameter(request.getQueryString());
    }

    /** Not by the servlet's own means, which take some bodies for parameters, and read them. */
    private static @Nullable String parameter(String query) {
        for (String part : query.split("&", -1)) {
            if (part.startsWith(PARAMETER)) {
                try {
                    return URLDecoder.decode(part.substring(PARAMETER.length()), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    return null;
                }
            }
        }
        return null;
    }
}
