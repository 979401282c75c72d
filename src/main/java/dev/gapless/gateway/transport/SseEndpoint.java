package dev.gapless.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Clients that listen to server-sent events: a browser's {@code EventSource} has its commands in the address. JSON only. */
final class SseEndpoint extends HttpEndpoint {
    private static final String CONNECT = "cf_connect";

    private final Admission admission;
    private final Streams streams;

    SseEndpoint(Origins origins, Admission admission, Streams streams) {
        super(origins, HttpMethod.GET, HttpMethod.POST);
        this.admission = admission;
        this.streams = streams;
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) {
        boolean inBody = HttpMethod.POST.matches(request.getMethod());
        String connect = inBody ? null : request.getParameter(CONNECT);
        if (!inBody && (connect == null || connect.isEmpty())) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        if (!admission.admits(request, response)) {
            return;
        }
        StreamTransport transport =
                streams.begin(request, response, MediaType.TEXT_EVENT_STREAM_VALUE, Codecs.JSON_EVENTS);
        if (connect == null) {
            transport.openWithBody(request.getRemoteAddr());
        } else {
            transport.openWith(connect.getBytes(UTF_8), request.getRemoteAddr());
        }
    }
}
