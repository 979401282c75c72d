package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person types to log in or to register, as it arrived. */
record Credentials(@Nullable String username, @Nullable String password) {

    /** Both are there. @throws InvalidInputException when one is not */
    Complete complete() {
        if (username != null && password != null) {
            return new Complete(username, password);
        }
        List<Broken> errors = new ArrayList<>();
        if (username == null) {
            errors.add(new Broken("username", "is required"));
        }
        if (password == null) {
            errors.add(new Broken("password", "is required"));
        }
        throw new InvalidInputException(errors);
    }

    /** Name and password, neither of them checked: each may be as long as a body may be. */
    record Complete(String username, String password) {
        /** Whether this is longer than anybody's can be: nothing that takes time in proportion may be done with it. */
        boolean isTooLong() {
            return Username.isTooLong(username) || Passwords.isTooLong(password);
        }

        @Override
        public String toString() {
            return "Credentials of " + username;
        }
    }

    @Override
    public String toString() {
        return "Credentials of " + username;
    }
}
