package dev.gapless.account;

/** What can be stored as text: PostgreSQL has no NUL, and half a surrogate pair is not a character in any encoding. */
public final class Storable {
    private Storable() {}

    public static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }
}
