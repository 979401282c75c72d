package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the list of people by words: behind the user who was found by this word.
 *
 * @implNote Written as the id, a dash, and the word.
 */
record PeopleCursor(String word, long user) {
    /** Before everybody. */
    static final PeopleCursor START = new PeopleCursor("", 0);

    /** So few digits that no number overflows. */
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,18})-(.+)", Pattern.DOTALL);

    static PeopleCursor parse(@Nullable String written) {
        if (written == null) {
            return START;
        }
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw new InvalidInputException(
                    List.of(new Broken("cursor", "must be one that an earlier page has given")));
        }
        return new PeopleCursor(matcher.group(2), Long.parseLong(matcher.group(1)));
    }

    String write() {
        return user + "-" + word;
    }
}
