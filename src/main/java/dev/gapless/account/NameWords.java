package dev.gapless.account;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds people by the words of their names. The table holds, for each word, the rest of the name from there on:
 * "bob builder" and "builder". So what begins with a text is a range of its index, in which a search walks and stops.
 */
@Repository
class NameWords {
    /** In characters; compatibility forms can make a short name very long. */
    private static final int LONGEST = 64;
    /** Behind all that begins with the text before it. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** Someone who is found by several words comes by the first of them. */
    static final String SEARCH = """
            select w.word, %s
              from name_words w join users u on u.id = w.user_id
             where w.word >= :from and w.word < :to and (w.word, w.user_id) > (:word, :user)
               and not exists (select from name_words o
                                where o.user_id = w.user_id and o.word >= :from and o.word < w.word)
             order by w.word, w.user_id
             limit :limit
            """.formatted(UserView.columns("u"));

    private final JdbcClient jdbc;

    NameWords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Someone who was found, by this word. */
    record Hit(String word, UserView user) {
        PeopleCursor place() {
            return new PeopleCursor(word, user.id());
        }
    }

    /** Remembers these names of a user, in place of others. The caller holds the user's row. */
    void put(long user, String username, @Nullable String displayName) {
        Set<String> words = of(username);
        if (displayName != null) {
            words.addAll(of(displayName));
        }
        jdbc.sql("delete from name_words where user_id = ?").param(user).update();
        jdbc.sql("insert into name_words (word, user_id) select word, :user from unnest(:words) word")
                .param("user", user)
                .param("words", words.toArray(String[]::new))
                .update();
    }

    /**
     * People one of whose words begins with the query, in the order of these words.
     *
     * @param after the place behind which to begin
     */
    List<Hit> search(String query, PeopleCursor after, int limit) {
        String from = fold(query);
        return jdbc.sql(SEARCH)
                .param("from", from)
                .param("to", from + LAST)
                .param("word", after.word())
                .param("user", after.user())
                .param("limit", limit)
                .query((row, number) -> new Hit(row.getString("word"), UserView.of(row, "u")))
                .list();
    }

    /** The name from each of its words on. */
    static Set<String> of(String name) {
        String key = fold(name);
        Set<String> words = new LinkedHashSet<>();
        boolean within = false;
        for (int at = 0; at < key.length(); at += Character.charCount(key.codePointAt(at))) {
            boolean letter = isOfWord(key.codePointAt(at));
            if (letter && !within) {
                words.add(key.substring(at));
            }
            within = letter;
        }
        if (words.isEmpty() || !key.startsWith(words.iterator().next())) {
            words.add(key); // begins with something else, such as an emoji
        }
        return words;
    }

    private static boolean isOfWord(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> Character.isLetterOrDigit(c) || c == '\'' || c == '’';
        };
    }

    /** Letter by letter, so that the form of a beginning is the beginning of the form. */
    private static String fold(String text) {
        StringBuilder key = new StringBuilder(text.length());
        Normalizer.normalize(text.strip(), Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .map(Character::toLowerCase)
                .limit(LONGEST)
                .forEach(key::appendCodePoint);
        return key.toString();
    }
}
