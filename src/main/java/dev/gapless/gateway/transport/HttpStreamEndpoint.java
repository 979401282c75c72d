package dev.gapless.gateway.transport;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Clients whose commands are the body of a POST, and whose replies are an answer without end: JSON lines, or Protobuf. */
final class HttpStreamEndpoint extends HttpEndpoint {
    private final Admission admission;
    private final Streams streams;

    HttpStreamEndpoint(Origins origins, Admission admission, Streams streams) {
        super(origins, HttpMethod.POST);
        this.admission = admission;
        this.streams = streams;
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) {
        if (!admission.admits(request, response)) {
            return;
        }
        StreamTransport transport = isProtobuf(request)
                ? streams.begin(request, response, MediaType.APPLICATION_OCTET_STREAM_VALUE, Codecs.PROTOBUF)
                : streams.begin(request, response, MediaType.APPLICATION_NDJSON_VALUE, Codecs.JSON_LINES);
        transport.openWithBody(request.getRemoteAddr());
    }
}
