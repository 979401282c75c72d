package dev.gapless.chat;

import dev.gapless.account.OneLine;
import dev.gapless.account.Storable;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what people type. Lengths are in characters as Unicode counts them, not in Java's halves. */
final class Text {
    static final int MAX_NAME = 80;
    static final int MAX_TOPIC = 250;
    static final int MAX_CONTENT = 10_000;

    /** Visible ASCII, as the values of HTTP headers are. */
    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    private Text() {}

    /** A room's name, without the spaces around it. */
    static String roomName(@Nullable String typed) {
        String name = OneLine.strip(storable("name", typed));
        requireLength("name", name, MAX_NAME);
        requireOneLine("name", name);
        return name;
    }

    /** What a room is about, without the spaces around it; empty for nothing in particular. */
    static String topic(@Nullable String typed) {
        String topic = typed == null ? "" : OneLine.strip(storable("topic", typed));
        if (topic.codePointCount(0, topic.length()) > MAX_TOPIC) {
            throw Refused.invalid("topic", "must be at most " + MAX_TOPIC + " characters long");
        }
        if (!topic.isEmpty()) {
            requireOneLine("topic", topic);
        }
        return topic;
    }

    /** A message's content, exactly as it was typed. */
    static String content(@Nullable String typed) {
        String content = storable("content", typed);
        requireLength("content", content, MAX_CONTENT);
        if (content.codePoints().anyMatch(Text::isControlInText)) {
            throw Refused.invalid("content", "must not contain control characters other than line breaks and tabs");
        }
        return content;
    }

    /** What to look for in names; empty for everything. */
    static String query(@Nullable String typed) {
        return query(typed, MAX_NAME);
    }

    /** What to look for, at most so many characters. */
    static String query(@Nullable String typed, int max) {
        String query = typed == null ? "" : storable("q", typed).strip();
        if (query.codePointCount(0, query.length()) > max) {
            throw Refused.invalid("q", "must be at most " + max + " characters long");
        }
        return query;
    }

    /** Words as they are looked for: what separates words in messages (see messages.words) separates them here. */
    static String searched(String words) {
        return words.replace('<', ' ').replace('>', ' ').replace('/', ' ').strip();
    }

    /** One emoji, spelled in full. */
    static String emoji(String typed) {
        String emoji = Emoji.parse(typed);
        if (emoji == null) {
            throw Refused.invalid("emoji", "must be one emoji");
        }
        return emoji;
    }

    /** The name behind which a search goes on; any text will do. */
    static String cursor(@Nullable String typed) {
        return typed == null ? "" : storable("cursor", typed);
    }

    /** An invitation's code, which may be anything as long as it can be looked for. */
    static String code(String code) {
        if (!KEY.matcher(code).matches()) {
            throw Refused.noSuchInvite();
        }
        return code;
    }

    static @Nullable String idempotencyKey(@Nullable String header) {
        if (header != null && !KEY.matcher(header).matches()) {
            throw Refused.invalid("Idempotency-Key", "must be 1 to 255 visible ASCII characters");
        }
        return header;
    }

    /**
     * The form in which names of rooms are compared: the same for all spellings of what reads alike. Characters that only
     * say how others are drawn do not count, and spaces between words are one. Letter by letter, so that the form of a part
     * is a part of the form.
     */
    static String nameKey(String name) {
        StringBuilder key = new StringBuilder(name.length());
        boolean space = false;
        for (int c : folded(name).codePoints().toArray()) {
            if (OneLine.isSpace(c)) {
                space = true;
            } else if (Character.getType(c) != Character.FORMAT) {
                key.append(space && !key.isEmpty() ? " " : "").appendCodePoint(c);
                space = false;
            }
        }
        return key.toString();
    }

    /** Letters of all kinds and cases as one, as names of people are compared, too. */
    static String folded(String name) {
        StringBuilder key = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .map(Character::toLowerCase)
                .forEach(key::appendCodePoint);
        return key.toString();
    }

    /** Nobody types these, and JSON spells each out in six bytes. */
    private static boolean isControlInText(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    }

    private static void requireOneLine(String field, String text) {
        String rule = OneLine.brokenRule(text);
        if (rule != null) {
            throw Refused.invalid(field, rule);
        }
    }

    private static void requireLength(String field, String text, int max) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > max) {
            throw Refused.invalid(field, "must be 1 to " + max + " characters long and not blank");
        }
    }

    private static String storable(String field, @Nullable String typed) {
        if (typed == null) {
            throw Refused.invalid(field, "must be given");
        }
        if (!Storable.isStorable(typed)) {
            throw Refused.invalid(field, "must not contain NUL characters or halves of surrogate pairs");
        }
        return typed;
    }
}
