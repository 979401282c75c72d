package dev.gapless.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people type to find messages: words, all of which have to be there; {@code "words in this order"}; and {@code
 * -word} for what must not be there. The last word may be the beginning of one, as it is still being typed.
 */
final class SearchQuery {
    static final int MAX = 200;

    private static final Pattern TERM = Pattern.compile("(-?)(?:\"([^\"]*)(\"|$)|([^\\s\"]+))");

    private SearchQuery() {}

    /**
     * Translates it into PostgreSQL's language, for {@code to_tsquery}.
     *
     * @throws dev.gapless.account.InvalidInputException when there is nothing in it to look for
     */
    static String parse(@Nullable String typed) {
        String query = Text.query(typed, MAX);
        List<String> terms = new ArrayList<>();
        boolean found = false;
        Matcher matcher = TERM.matcher(query);
        while (matcher.find()) {
            String word = matcher.group(4);
            String term = Text.searched(word != null ? word : matcher.group(2));
            boolean not = !matcher.group(1).isEmpty();
            if (term.codePoints().noneMatch(Character::isLetterOrDigit)) {
                continue;
            }
            boolean beginning = word != null && !not && matcher.end() == query.length();
            terms.add((not ? "!" : "") + quoted(term) + (beginning ? ":*" : ""));
            found |= !not;
        }
        if (!found) {
            throw Refused.invalid("q", "must contain a word to look for");
        }
        return String.join(" & ", terms);
    }

    private static String quoted(String term) {
        return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
