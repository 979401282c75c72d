package dev.gapless.gateway.transport;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.util.WebUtils;

/** Which web pages may connect: our own, and those of the allowed origins. Clients that are no web page send no origin. */
final class Origins {
    private static final long PREFLIGHT_SECONDS = Duration.ofMinutes(10).toSeconds();

    private final CorsConfiguration allowed = new CorsConfiguration();

    /** @param patterns such as {@code https://*.example.org} */
    Origins(List<String> patterns) {
        allowed.setAllowedOriginPatterns(patterns);
    }

    boolean allow(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || isOurOwn(request) || allowed.checkOrigin(origin) != null;
    }

    private static boolean isOurOwn(HttpServletRequest request) {
        try {
            return WebUtils.isSameOrigin(new ServletServerHttpRequest(request));
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    /** Lets the page that asks, which is allowed to, read the answer. */
    void share(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /** Answers a browser that asks what the page, which is allowed to ask, may send. */
    void answerPreflight(HttpServletRequest request, HttpServletResponse response, String methods) {
        share(request, response);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
        String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(PREFLIGHT_SECONDS));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
