package dev.gapless.account;

import dev.gapless.account.Credentials.Complete;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Register, log in, log out, and who am I. */
@RestController
@RequestMapping("/api")
class AccountController {
    private final Accounts accounts;
    private final Logins logins;
    private final RateLimits limits;
    private final CsrfTokenRepository csrfTokens;
    private final People people;

    AccountController(
            Accounts accounts, Logins logins, RateLimits limits, CsrfTokenRepository csrfTokens, People people) {
        this.people = people;
        this.accounts = accounts;
        this.logins = logins;
        this.limits = limits;
        this.csrfTokens = csrfTokens;
    }

    @GetMapping("/csrf")
    Map<String, Object> csrf(CsrfToken token, HttpServletResponse response) {
        response.setHeader(token.getHeaderName(), token.getToken());
        return Map.of();
    }

    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    UserView register(@RequestBody Credentials credentials, HttpServletRequest request, HttpServletResponse response) {
        Complete wanted = credentials.complete();
        limits.registration(request.getRemoteAddr());
        User made = accounts.register(
                wanted.username(), wanted.password(), user -> logins.begin(UserView.of(user), request, response));
        handOutCsrfToken(request, response);
        return UserView.of(made);
    }

    @PostMapping("/login")
    UserView login(@RequestBody Credentials credentials, HttpServletRequest request, HttpServletResponse response) {
        Complete given = credentials.complete();
        if (given.isTooLong()) {
            throw invalidCredentials(); // nobody's: not worth a hash, nor being remembered by the limits
        }
        Username name = Username.of(given.username());
        if (Username.isTooLong(name.key())) {
            throw invalidCredentials(); // a few characters can stand for very many
        }
        limits.login(request.getRemoteAddr(), name);
        UserView user = accounts.authenticate(name, given.password(), known -> logins.begin(known, request, response))
                .orElseThrow(AccountController::invalidCredentials);
        limits.loginWasRight(request.getRemoteAddr(), name);
        handOutCsrfToken(request, response);
        return user;
    }

    @PostMapping("/logout")
    Map<String, Object> logout(@AuthenticationPrincipal UserPrincipal user, HttpServletRequest request) {
        logins.end(user, request);
        return Map.of();
    }

    @GetMapping("/me")
    UserView me(@AuthenticationPrincipal UserPrincipal user) {
        return people.get(user);
    }

    /** The session is a new one, and so is its CSRF token: hand it out at once. */
    private void handOutCsrfToken(HttpServletRequest request, HttpServletResponse response) {
        CsrfToken token = csrfTokens.loadToken(request);
        if (token != null) {
            response.setHeader(token.getHeaderName(), token.getToken());
        }
    }

    private static ErrorResponseException invalidCredentials() {
        return new ErrorResponseException(
                HttpStatus.UNAUTHORIZED,
                ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, "invalid credentials"),
                null);
    }
}
