package dev.gapless.account;

/** A person as others see them, in answers and events. */
public record UserView(long id, String username) {
    public static UserView of(User user) {
        return new UserView(user.id(), user.username());
    }

    public static UserView of(UserPrincipal user) {
        return new UserView(user.id(), user.username());
    }
}
