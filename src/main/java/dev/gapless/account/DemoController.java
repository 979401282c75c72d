package dev.gapless.account;

import dev.gapless.account.DemoAccounts.Offered;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the login page whom it can offer. */
@RestController
class DemoController {
    private final DemoAccounts demo;

    DemoController(DemoAccounts demo) {
        this.demo = demo;
    }

    record Demo(List<Offered> accounts) {}

    @GetMapping("/api/demo")
    Demo demo() {
        List<Offered> offered = demo.offered();
        if (offered.isEmpty()) {
            throw new ErrorResponseException(
                    HttpStatus.NOT_FOUND,
                    ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "there are no demo accounts here"),
                    null);
        }
        return new Demo(offered);
    }
}
