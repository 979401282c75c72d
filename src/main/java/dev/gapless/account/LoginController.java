package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import dev.gapless.account.LoginSessions.LoginView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** With what people log in, and where they are logged in. */
@RestController
@RequestMapping("/api/me")
class LoginController {
    private final Accounts accounts;
    private final Logins logins;
    private final LoginSessions sessions;
    private final RateLimits limits;

    LoginController(Accounts accounts, Logins logins, LoginSessions sessions, RateLimits limits) {
        this.accounts = accounts;
        this.logins = logins;
        this.sessions = sessions;
        this.limits = limits;
    }

    record NewPassword(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    record Results(List<LoginView> results) {}

    /** Whoever has found an open browser may not guess the password here either. */
    @PutMapping("/password")
    Map<String, Object> changePassword(
            @AuthenticationPrincipal UserPrincipal user, @RequestBody NewPassword change, HttpServletRequest request) {
        String present = required("current_password", change.currentPassword());
        String wanted = required("new_password", change.newPassword());
        Username name = Username.of(user.username());
        String rule = Passwords.brokenRule(wanted, name);
        if (rule != null) {
            throw new InvalidInputException(List.of(new Broken("new_password", rule)));
        }
        limits.login(request.getRemoteAddr(), name);
        boolean right = accounts.changePassword(user.id(), present, wanted, () -> logins.endOthers(user));
        if (!right) {
            throw refused(HttpStatus.FORBIDDEN, "the current password is wrong");
        }
        limits.loginWasRight(request.getRemoteAddr(), name);
        return Map.of();
    }

    @GetMapping("/sessions")
    Results list(@AuthenticationPrincipal UserPrincipal user) {
        return new Results(sessions.list(user));
    }

    @DeleteMapping("/sessions/{id}")
    Map<String, Object> end(
            @AuthenticationPrincipal UserPrincipal user, @PathVariable String id, HttpServletRequest request) {
        if (id.equals(user.session())) {
            logins.end(user, request);
        } else if (!logins.end(user, id)) {
            throw refused(HttpStatus.NOT_FOUND, "no such login of yours");
        }
        return Map.of();
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw new InvalidInputException(List.of(new Broken(field, "is required")));
        }
        return value;
    }

    private static ErrorResponseException refused(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
