package dev.gapless.gateway.api;

import dev.gapless.account.TooManyRequestsException;
import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.gateway.api.ApiResult.OldReply;
import dev.gapless.gateway.api.ApiResult.Problem;
import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.protocol.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.HttpRequestHandler;

/**
 * The API over HTTP (section 13 of the protocol): a method at its own address, or, in the older form, in the body. What a
 * method refuses is a result like any other, unless the caller wants to be told by the status.
 */
final class ApiEndpoint implements HttpRequestHandler {
    private static final String ERROR_MODE = "X-Centrifugo-Error-Mode";
    private static final String BATCH = "batch";
    private static final int DRAINED_BYTES = 1 << 20;

    private final ApiKeys keys;
    private final BooleanSupplier open;
    private final long longestBody;
    private final ServerApi api;
    private final Batches batches;

    /** @param open whether the server is up, and not about to stop */
    ApiEndpoint(ApiKeys keys, BooleanSupplier open, long longestBody, ServerApi api) {
        this.keys = keys;
        this.open = open;
        this.longestBody = longestBody;
        this.api = api;
        this.batches = new Batches(api);
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!keys.exist()) {
            refuse(request, response, HttpStatus.NOT_FOUND, "the server API is off: no gapless.gateway.api-key is set");
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader(HttpHeaders.ALLOW, "POST");
            refuse(request, response, HttpStatus.METHOD_NOT_ALLOWED, "only POST");
        } else if (isAdmitted(request, response)) {
            answer(request, response);
        }
    }

    private boolean isAdmitted(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (keys.admit(request)) {
                return true;
            }
            refuse(request, response, HttpStatus.UNAUTHORIZED, "no API key, or a wrong one");
        } catch (TooManyRequestsException e) {
            drain(request);
            e.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
            write(
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    MediaType.APPLICATION_PROBLEM_JSON,
                    ApiJson.write(e.getBody()));
        }
        return false;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = method(request);
        if (!method.isEmpty() && !method.equals(BATCH) && !api.has(method)) {
            refuse(request, response, HttpStatus.NOT_FOUND, "no method of this name");
            return;
        }
        if (!open.getAsBoolean()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            refuse(request, response, HttpStatus.SERVICE_UNAVAILABLE, "the server is starting or stopping");
            return;
        }
        byte[] body = body(request);
        if (body.length > longestBody) {
            refuse(
                    request,
                    response,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "the body may have at most %d bytes".formatted(longestBody));
            return;
        }
        try {
            if (method.isEmpty()) {
                write(response, HttpStatus.OK, MediaType.APPLICATION_JSON, oldForm(body));
            } else if (method.equals(BATCH)) {
                byte[] replies = ApiJson.write(batches.run(ApiJson.read(ApiRequest.Batch.class, body)));
                write(response, HttpStatus.OK, MediaType.APPLICATION_JSON, replies);
            } else {
                write(response, api.run(api.read(method, body)), wantsStatus(request));
            }
        } catch (Malformed e) {
            refuse(request, response, HttpStatus.BAD_REQUEST, "not the JSON that is expected: " + e.getMessage());
        }
    }

    /** The name behind the address of the API; empty if there is none. */
    private static String method(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null) {
            return "";
        }
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        return path.substring(Math.min(1, end), end);
    }

    private static boolean wantsStatus(HttpServletRequest request) {
        return "transport".equalsIgnoreCase(request.getHeader(ERROR_MODE));
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        return request.getInputStream().readNBytes(Math.toIntExact(longestBody + 1));
    }

    private byte[] oldForm(byte[] body) throws Malformed {
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        for (ApiRequest.Command command : ApiJson.readAll(ApiRequest.Command.class, body)) {
            if (replies.size() > 0) {
                replies.write('\n');
            }
            replies.writeBytes(ApiJson.write(oldReply(command)));
        }
        if (replies.size() == 0) {
            throw new Malformed("no command");
        }
        return replies.toByteArray();
    }

    private OldReply oldReply(ApiRequest.Command command) {
        ApiResult.Reply reply = run(command).toReply();
        return new OldReply(command.id() == 0 ? null : command.id(), reply.error(), reply.result());
    }

    private ApiResult run(ApiRequest.Command command) {
        String method = command.method().toLowerCase(Locale.ROOT);
        if (!api.has(method)) {
            return new Refused(ErrorCode.METHOD_NOT_FOUND);
        }
        RawJson params = command.params();
        try {
            return api.run(api.read(method, params == null ? RawJson.EMPTY.bytes() : params.bytes()));
        } catch (Malformed e) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
    }

    private static void write(HttpServletResponse response, ApiResult result, boolean byStatus) throws IOException {
        if (byStatus && result instanceof Refused refused) {
            byte[] problem = ApiJson.write(Problem.of(refused.why()));
            write(response, status(refused.why()), MediaType.APPLICATION_JSON, problem);
        } else {
            write(response, HttpStatus.OK, MediaType.APPLICATION_JSON, ApiJson.write(result.toReply()));
        }
    }

    private static HttpStatus status(ErrorCode error) {
        return switch (error) {
            case UNKNOWN_CHANNEL, METHOD_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case BAD_REQUEST, NOT_AVAILABLE, EXPIRED -> HttpStatus.BAD_REQUEST;
            case TOO_MANY_REQUESTS -> HttpStatus.TOO_MANY_REQUESTS;
            case UNRECOVERABLE_POSITION -> HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE;
            case CONCURRENT_PAGINATION -> HttpStatus.CONFLICT;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        drain(request);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        write(response, status, MediaType.APPLICATION_PROBLEM_JSON, ApiJson.write(problem));
    }

    /**
     * Takes what is left of a body, up to a point: most clients look for the answer afterwards, and on a connection with
     * something unread nothing else can be asked.
     */
    private static void drain(HttpServletRequest request) throws IOException {
        request.getInputStream().skip(DRAINED_BYTES);
    }

    private static void write(HttpServletResponse response, HttpStatus status, MediaType type, byte[] body)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(type.toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
