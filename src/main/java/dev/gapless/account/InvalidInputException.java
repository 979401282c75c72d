package dev.gapless.account;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What was sent breaks a rule: 400, with {@code errors} that name the fields. */
public final class InvalidInputException extends ErrorResponseException {

    /**
     * A rule that a field broke.
     *
     * @param field its JSON name
     * @param message the rule, to be read after the field's name: "must not be blank"
     */
    public record Broken(String field, String message) {}

    public InvalidInputException(List<Broken> errors) {
        super(HttpStatus.BAD_REQUEST, problem(errors), null);
    }

    private static ProblemDetail problem(List<Broken> errors) {
        String detail = errors.stream()
                .map(error -> error.field() + " " + error.message())
                .collect(Collectors.joining("; "));
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        problem.setProperty("errors", errors);
        return problem;
    }
}
