package dev.gapless.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;
import tools.jackson.databind.json.JsonMapper;

/** Answers requests that filters refuse, in the same form as {@link ProblemAdvice} does for controllers. */
@Component
class ProblemWriter implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException unknown)
            throws IOException {
        write(request, response, HttpStatus.UNAUTHORIZED, "you are not logged in");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        String detail = denied instanceof CsrfException
                ? "the header X-CSRFToken is missing or outdated; GET /api/csrf hands out a new one"
                : "this is not allowed";
        write(request, response, HttpStatus.FORBIDDEN, detail);
    }

    void malformed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, HttpStatus.BAD_REQUEST, "the address or a header is malformed");
    }

    void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setInstance(instance(request));
        response.resetBuffer();
        leaveBody(request, response);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), problem);
    }

    /**
     * Passes over what has come of a body that nobody will read. If there is more, the connection can carry no other
     * request: the client has to know, or it sends one and hears nothing. Waiting for the rest would give strangers time.
     */
    private static void leaveBody(HttpServletRequest request, HttpServletResponse response) {
        ServletApiRequest received = WebUtils.getNativeRequest(request, ServletApiRequest.class);
        if (received != null && !received.getRequest().consumeAvailable()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    private static URI instance(HttpServletRequest request) {
        try {
            return URI.create(request.getRequestURI());
        } catch (IllegalArgumentException e) {
            return URI.create("/");
        }
    }
}
