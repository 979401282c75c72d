package dev.gapless.account;

import dev.gapless.account.InvalidInputException.Broken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people want to be called: any text on one line that can be seen, and that leaves the text around it alone. */
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
        String name = typed.strip();
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
        if (name.codePoints().anyMatch(DisplayName::isControl)) {
            return "must not contain line breaks, control characters or changes of direction";
        }
        if (name.codePoints().noneMatch(DisplayName::isVisible)) {
            return "must contain a visible character";
        }
        return null;
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> isEmbedding(c);
        };
    }

    /** What turns the direction of all that follows, the words of others included. */
    private static boolean isEmbedding(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> !isBlankLetter(c);
        };
    }

    /** Letters and symbols that are drawn as nothing: the fillers of Hangul, and Braille without a dot. */
    private static boolean isBlankLetter(int c) {
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
    }
}
