package dev.gapless.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;

/** Takes the CSRF token from the header alone: looking for a form parameter would read the body. */
final class WebCsrfHeader implements CsrfTokenRequestHandler {
    private final CsrfTokenRequestAttributeHandler attributes = new CsrfTokenRequestAttributeHandler();

    WebCsrfHeader() {
        // Without a name under which to look it up the token is not made for requests that do not need it.
        attributes.setCsrfRequestAttributeName(CsrfToken.class.getName());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> token) {
        attributes.handle(request, response, token);
    }

    @Override
    public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
        return request.getHeader(token.getHeaderName());
    }
}
