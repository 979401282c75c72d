package dev.gapless.account;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A login name in its two forms.
 *
 * <p>Names are for telling people apart, so what looks alike must not be two names: compatibility forms (full-width
 * letters, ligatures) are folded by NFKC, case does not count, and the letters come from one writing system, which
 * keeps a Cyrillic "а" out of "alice".
 *
 * @param shown as the person wrote it, in its normal form
 * @param key how it is compared
 */
public record Username(String shown, String key) {
    static final int MIN = 2;
    static final int MAX = 32;

    /** In Java's characters, as typed: normalising takes time, and can make a text many times as long. */
    private static final int MAX_TYPED = 2 * MAX;

    static final String LENGTH_RULE = "must have %d to %d characters".formatted(MIN, MAX);

    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Nd}._-]*");
    private static final Pattern BEGINNING = Pattern.compile("[\\p{L}\\p{Nd}].*");
    private static final Set<UnicodeScript> JAPANESE_CHINESE_KOREAN = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO);

    /** Whether a text is too long to be a name, and to be folded without thinking. */
    public static boolean isTooLong(String text) {
        return text.length() > MAX_TYPED;
    }

    /** Folds any text; whether it is a name that may be registered says {@link #brokenRule}. */
    public static Username of(String text) {
        String shown = Normalizer.normalize(text.strip(), Form.NFKC);
        String folded = shown.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return new Username(shown, Normalizer.normalize(folded, Form.NFKC));
    }

    /** The first rule that this name breaks, as a sentence for people; null when it may be registered. */
    @Nullable String brokenRule() {
        int length = shown.codePointCount(0, shown.length());
        if (length < MIN || length > MAX) {
            return LENGTH_RULE;
        }
        if (!CHARACTERS.matcher(shown).matches()) {
            return "may contain letters, digits, dots, underscores and hyphens only";
        }
        if (!BEGINNING.matcher(shown).matches()) {
            return "must begin with a letter or a digit";
        }
        if (!isOneScript()) {
            return "must not mix letters of different alphabets";
        }
        return null;
    }

    private boolean isOneScript() {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        shown.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        scripts.remove(UnicodeScript.COMMON);
        scripts.remove(UnicodeScript.INHERITED);
        return scripts.size() <= 1 || JAPANESE_CHINESE_KOREAN.containsAll(scripts);
    }
}
