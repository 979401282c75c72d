package dev.gapless.system;

import dev.gapless.account.TokenSecret;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * CSRF tokens that nobody has to store: the token of a login is a signature of its session id, that of a visitor a
 * signature of a random cookie.
 *
 * <p>So looking at the login page makes no session; logging in changes the token, because it changes the session id;
 * and a cookie planted from a sibling domain is of no use against someone logged in, because the cookie does not count
 * any more. Over TLS the cookie's name begins with {@code __Host-}, and browsers let no other domain plant it, which
 * guards the login form, too.
 */
@Component
class WebCsrf implements CsrfTokenRepository {
    static final String HEADER = "X-CSRFToken";

    private static final String COOKIE = "csrf";
    private static final String SECURE_COOKIE = "__Host-csrf";
    private static final String PARAMETER = "unused: only the header counts";
    private static final Pattern COOKIE_VALUE = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final int COOKIE_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    WebCsrf(TokenSecret secret) {
        // A key of its own, so that no token of another kind can ever pass for one of these.
        byte[] derived = hmac(new SecretKeySpec(secret.hmacKey(), "HmacSHA256"), "gapless csrf");
        key = new SecretKeySpec(derived, "HmacSHA256");
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            return signed("session " + session.getId());
        }
        Cookie cookie = WebUtils.getCookie(request, cookieName(request));
        if (cookie == null || !COOKIE_VALUE.matcher(cookie.getValue()).matches()) {
            return null;
        }
        return signed("visitor " + cookie.getValue());
    }

    /** Makes a visitor's token; {@link #saveToken} hands out its cookie. */
    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String value = BASE64.encodeToString(bytes);
        return new VisitorToken(signed("visitor " + value), value);
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        if (token instanceof VisitorToken visitor) {
            ResponseCookie cookie = ResponseCookie.from(cookieName(request), visitor.cookie())
                    .path("/")
                    .httpOnly(true)
                    .secure(request.isSecure())
                    .sameSite("Lax")
                    .build();
            response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        }
    }

    private static String cookieName(HttpServletRequest request) {
        return request.isSecure() ? SECURE_COOKIE : COOKIE;
    }

    private CsrfToken signed(String what) {
        return new DefaultCsrfToken(HEADER, PARAMETER, BASE64.encodeToString(hmac(key, what)));
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private record VisitorToken(CsrfToken token, String cookie) implements CsrfToken {
        @Override
        public String getHeaderName() {
            return token.getHeaderName();
        }

        @Override
        public String getParameterName() {
            return token.getParameterName();
        }

        @Override
        public String getToken() {
            return token.getToken();
        }
    }
}
