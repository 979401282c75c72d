package dev.gapless.chat;

import org.jspecify.annotations.Nullable;

/**
 * Reads one emoji, as people see one: a picture, perhaps in a skin tone, a flag, a keycap, or several pictures joined to
 * one (UTS #51). The same picture is always spelled in the same way, in full, so that a heart counts as one emoji whether
 * or not a keyboard adds the invisible "as a picture" to it.
 */
final class Emoji {
    /** In Java's characters; the longest in use have about 20. */
    private static final int MAX = 32;

    private static final int JOINER = 0x200D;
    private static final int AS_PICTURE = 0xFE0F;
    private static final int KEYCAP = 0x20E3;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int END_OF_TAGS = 0xE007F;

    private final int[] typed;
    private final StringBuilder spelled = new StringBuilder(MAX);
    private int at;

    private Emoji(String text) {
        typed = text.codePoints().toArray();
    }

    /** The emoji as it is kept; null when the text is no emoji, or more than one. */
    static @Nullable String parse(String text) {
        if (text.length() > MAX) {
            return null;
        }
        Emoji emoji = new Emoji(text);
        boolean one = emoji.whole() && emoji.at == emoji.typed.length && emoji.spelled.length() <= MAX;
        return one ? emoji.spelled.toString() : null;
    }

    private boolean whole() {
        if (isLetterOfFlag(next())) {
            return take() && isLetterOfFlag(next()) && take();
        }
        if (isKey(next())) {
            take();
            skip(AS_PICTURE);
            spelled.appendCodePoint(AS_PICTURE);
            return next() == KEYCAP && take();
        }
        return joined();
    }

    private boolean joined() {
        if (!picture(false)) {
            return false;
        }
        while (next() == JOINER) {
            take();
            if (!picture(true)) {
                return false;
            }
        }
        return true;
    }

    /** A picture, in full: those that are plain text by default are said to be pictures. */
    private boolean picture(boolean part) {
        int base = next();
        if (!Character.isEmoji(base) || (Character.isEmojiComponent(base) && !(part && isHair(base)))) {
            return false;
        }
        take();
        skip(AS_PICTURE);
        if (Character.isEmojiModifierBase(base) && Character.isEmojiModifier(next())) {
            take();
        } else if (!Character.isEmojiPresentation(base)) {
            spelled.appendCodePoint(AS_PICTURE);
        }
        return base != BLACK_FLAG || !isTag(next()) || tags();
    }

    /** The flag of a region such as Scotland. */
    private boolean tags() {
        while (isTag(next())) {
            take();
        }
        return next() == END_OF_TAGS && take();
    }

    private int next() {
        return at < typed.length ? typed[at] : 0;
    }

    private boolean take() {
        spelled.appendCodePoint(typed[at++]);
        return true;
    }

    private void skip(int c) {
        if (next() == c) {
            at++;
        }
    }

    private static boolean isKey(int c) {
        return (c >= '0' && c <= '9') || c == '#' || c == '*';
    }

    private static boolean isLetterOfFlag(int c) {
        return c >= 0x1F1E6 && c <= 0x1F1FF;
    }

    private static boolean isHair(int c) {
        return c >= 0x1F9B0 && c <= 0x1F9B3;
    }

    private static boolean isTag(int c) {
        return c >= 0xE0020 && c < END_OF_TAGS;
    }
}
