package dev.gapless.system;

import dev.gapless.account.InvalidInputException;
import dev.gapless.account.InvalidInputException.Broken;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/**
 * Every error of a controller as {@code application/problem+json}. Features throw {@link ErrorResponseException} or
 * Spring's own exceptions; what nobody foresaw is a 500 that tells the client nothing and the log everything.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    static final String RETRY_SECONDS = "2";

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ErrorResponseException known = unreadable(unreadable.getCause());
        return handleErrorResponseException(known, known.getHeaders(), known.getStatusCode(), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Broken> errors = invalid.getBindingResult().getFieldErrors().stream()
                .map(error -> new Broken(snakeCase(error.getField()), message(error)))
                .toList();
        InvalidInputException known = new InvalidInputException(errors);
        return handleErrorResponseException(known, known.getHeaders(), known.getStatusCode(), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Broken> errors = invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> new Broken(
                                snakeCase(String.valueOf(
                                        result.getMethodParameter().getParameterName())),
                                message(error))))
                .toList();
        InvalidInputException known = new InvalidInputException(errors);
        return handleErrorResponseException(known, known.getHeaders(), known.getStatusCode(), request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> rejected(RequestRejectedException rejected) {
        return answer(HttpStatus.BAD_REQUEST, "a parameter contains characters that are not allowed");
    }

    /** The container reads an address's parameters when they are asked for, and finds out only then that they are none. */
    @ExceptionHandler({
        HttpException.RuntimeException.class,
        HttpException.IllegalStateException.class,
        HttpException.IllegalArgumentException.class
    })
    ResponseEntity<ProblemDetail> malformed(Exception malformed) {
        return answer(HttpStatus.BAD_REQUEST, "the address or a header is malformed");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> denied(AccessDeniedException denied) {
        return answer(HttpStatus.FORBIDDEN, "this is not allowed");
    }

    /** The database is away or overloaded; it concerns everyone, so one line in the log is enough. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        QueryTimeoutException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(Exception away) {
        log.warn("The database did not answer: {}", away.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .body(ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE, "the database is not available, try again soon"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unforeseen(Exception unforeseen) {
        if (DatabaseAway.causes(unforeseen)) {
            return databaseAway(unforeseen);
        }
        log.error("A request failed", unforeseen);
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "something went wrong on the server");
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }

    private static ErrorResponseException malformed(String detail) {
        return new ErrorResponseException(
                HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
    }

    private static ErrorResponseException unreadable(@Nullable Throwable cause) {
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof ErrorResponseException refused) {
                return refused; // reading stopped on purpose: the body is too long
            }
        }
        if (cause instanceof DatabindException mismatch) {
            String field = field(mismatch);
            return field.isEmpty()
                    ? malformed("the body must be a JSON object")
                    : new InvalidInputException(List.of(new Broken(field, rule(mismatch))));
        }
        return malformed(cause instanceof JacksonException ? "the body is not valid JSON" : "a JSON body is required");
    }

    /** The path to a field as it stands in the JSON: {@code username}, {@code items.0.name}. */
    private static String field(DatabindException mismatch) {
        return mismatch.getPath().stream()
                .map(step -> step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static String rule(DatabindException mismatch) {
        return mismatch instanceof WebText.UnstorableTextException
                ? mismatch.getOriginalMessage()
                : "has the wrong type";
    }

    private static String message(MessageSourceResolvable error) {
        String message = error.getDefaultMessage();
        return message == null ? "is invalid" : message;
    }

    private static String snakeCase(String property) {
        return property.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
