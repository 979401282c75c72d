package dev.gapless.system;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** The cookie of a login. Over TLS its name begins with {@code __Host-}, and browsers let no other domain plant it. */
final class WebSessionCookie implements CookieSerializer {
    /** As long as browsers allow; how long an unused session lives is decided here ({@code spring.session.timeout}). */
    private static final Duration LIVES = Duration.ofDays(400);

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final CookieSerializer plain = named("session", false);
    private final CookieSerializer secure = named("__Host-session", true);
    private final @Nullable Boolean always;

    /** @param always whether browsers use TLS; null to see from each request */
    WebSessionCookie(@Nullable Boolean always) {
        this.always = always;
    }

    private static CookieSerializer named(String name, boolean secure) {
        DefaultCookieSerializer cookie = new DefaultCookieSerializer();
        cookie.setCookieName(name);
        cookie.setCookiePath("/");
        cookie.setUseBase64Encoding(false);
        cookie.setUseHttpOnlyCookie(true);
        cookie.setUseSecureCookie(secure);
        cookie.setSameSite("Lax");
        cookie.setCookieMaxAge(Math.toIntExact(LIVES.toSeconds()));
        return cookie;
    }

    @Override
    public void writeCookieValue(CookieValue value) {
        cookie(value.getRequest()).writeCookieValue(value);
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        // Only ids of the form that is given out: anything else cannot be a session and need not be looked up.
        return cookie(request).readCookieValues(request).stream()
                .filter(value -> UUID.matcher(value).matches())
                .toList();
    }

    private CookieSerializer cookie(HttpServletRequest request) {
        return (always == null ? request.isSecure() : always) ? secure : plain;
    }
}
