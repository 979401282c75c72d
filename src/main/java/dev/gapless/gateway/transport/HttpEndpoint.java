package dev.gapless.gateway.transport;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;

/** An address to which web pages of the allowed origins, and clients that are none, send requests of some methods. */
abstract class HttpEndpoint implements HttpRequestHandler {
    private final Origins origins;
    private final List<String> methods;

    HttpEndpoint(Origins origins, HttpMethod... methods) {
        this.origins = origins;
        this.methods = Arrays.stream(methods).map(HttpMethod::name).toList();
    }

    @Override
    public final void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!origins.allow(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        origins.share(request, response);
        if (HttpMethod.OPTIONS.matches(request.getMethod())) {
            origins.answerPreflight(request, response, String.join(", ", methods));
        } else if (methods.contains(request.getMethod())) {
            serve(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods) + ", OPTIONS");
        }
    }

    abstract void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Whether the body is Protobuf; everything that does not say so is JSON. */
    static boolean isProtobuf(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.startsWith(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    }
}
