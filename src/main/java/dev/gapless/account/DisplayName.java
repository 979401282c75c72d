package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people want to be called: anything that {@link OneLine} lets pass. */
final class DisplayName {
    static final int MAX = 60;

    private DisplayName() {}

    /**
     * A name as it was typed, without the spaces around it; null for none.
     *
     * @throws InvalidInputException when it breaks a rule
     */
    static @Nullable String of(@Nullable String typed) {
        if (typed == null) {
            return null;
        }
        String name = OneLine.strip(typed);
        if (name.isEmpty()) {
            return null;
        }
        String rule = brokenRule(name);
        if (rule != null) {
            throw new InvalidInputException(List.of(new Broken("display_name", rule)));
        }
        return name;
    }

    private static @Nullable String brokenRule(String name) {
        if (name.codePointCount(0, name.length()) > MAX) {
            return "must have at most %d characters".formatted(MAX);
        }
        return OneLine.brokenRule(name);
    }
}
