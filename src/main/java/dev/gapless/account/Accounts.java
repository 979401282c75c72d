package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/** Makes accounts and checks who people are. */
@Component
public class Accounts {
    private final Users users;
    private final NameWords words;
    private final Passwords passwords;
    private final TransactionOperations transactions;

    Accounts(Users users, NameWords words, Passwords passwords, TransactionOperations transactions) {
        this.users = users;
        this.words = words;
        this.passwords = passwords;
        this.transactions = transactions;
    }

    /**
     * Makes an account.
     *
     * @throws InvalidInputException when name or password break a rule
     * @throws ErrorResponseException with 409 when the name is taken
     */
    public User register(String username, String password) {
        return register(username, password, made -> {});
    }

    /**
     * Makes an account, and does something with it in the same transaction: both happen, or neither.
     *
     * @throws InvalidInputException when name or password break a rule
     * @throws ErrorResponseException with 409 when the name is taken
     */
    User register(String username, String password, Consumer<User> then) {
        Username name = checked(username, password);
        if (users.findByUsernameKey(name.key()).isPresent()) {
            throw nameTaken();
        }
        String hash = passwords.hash(password); // outside the transaction: it takes long
        return transactions.execute(status -> {
            User made = insert(name, hash);
            then.accept(made);
            return made;
        });
    }

    /**
     * Finds the person with this name and password, and does something with it while the password cannot be changed: a
     * login with an old password either comes before the change, which ends it, or is none.
     */
    Optional<UserView> authenticate(Username name, String password, Consumer<UserView> then) {
        Optional<User> user = users.findByUsernameKey(name.key());
        String hash = user.map(User::passwordHash).orElse(null);
        if (!passwords.matches(password, hash) || user.isEmpty()) { // takes as long for nobody
            return Optional.empty();
        }
        User known = user.get();
        String renewed = passwords.isOutdated(known.passwordHash()) ? passwords.hash(password) : known.passwordHash();
        UserView view = UserView.of(known);
        boolean done = Boolean.TRUE.equals(transactions.execute(status -> {
            boolean same = renewed.equals(known.passwordHash())
                    ? users.hasPasswordHash(known.id(), renewed).isPresent()
                    : users.changePasswordHash(known.id(), known.passwordHash(), renewed) > 0;
            if (same) {
                then.accept(view);
            }
            return same;
        }));
        return done ? Optional.of(view) : authenticate(name, password, then); // another hash meanwhile: look again
    }

    /**
     * Changes a password, and does something in the same transaction.
     *
     * @param wanted the new one, which breaks no rule
     * @return false when the present password is another one; nothing has been changed then
     */
    boolean changePassword(long id, String present, String wanted, Runnable then) {
        User user = users.findById(id).orElseThrow();
        if (Passwords.isTooLong(present) || !passwords.matches(present, user.passwordHash())) {
            return false;
        }
        String hash = passwords.hash(wanted); // outside the transaction: it takes long
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean changed = users.changePasswordHash(id, user.passwordHash(), hash) > 0;
            if (changed) {
                then.run();
            }
            return changed;
        }));
    }

    private static Username checked(String username, String password) {
        if (Username.isTooLong(username)) {
            throw new InvalidInputException(List.of(new Broken("username", Username.LENGTH_RULE)));
        }
        Username name = Username.of(username);
        List<Broken> errors = new ArrayList<>();
        String nameRule = name.brokenRule();
        if (nameRule != null) {
            errors.add(new Broken("username", nameRule));
        }
        String passwordRule = Passwords.brokenRule(password, name);
        if (passwordRule != null) {
            errors.add(new Broken("password", passwordRule));
        }
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        return name;
    }

    private User insert(Username name, String hash) {
        // Two may have found the name free at the same time: the index decides.
        long id = users.insert(name.shown(), name.key(), hash).orElseThrow(Accounts::nameTaken);
        words.put(id, name.shown(), null);
        return users.findById(id).orElseThrow();
    }

    private static ErrorResponseException nameTaken() {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "this name is taken"), null);
    }
}
