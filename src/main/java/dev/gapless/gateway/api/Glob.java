package dev.gapless.gateway.api;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for names: {@code *} stands for any characters, {@code ?} for one, {@code [a-z]} or {@code [!a-z]} for one
 * that is or is not in the list, {@code {a,b*}} for one of several patterns, and a backslash takes the next character for
 * what it is. The empty pattern stands for every name.
 *
 * <p>A match costs at most the length of the name times that of the pattern, whatever the pattern is.
 */
final class Glob {
    private static final int MOST_ALTERNATIVES = 256;

    /** One place of a pattern. */
    private sealed interface Part {
        record Any() implements Part {}

        record One() implements Part {}

        record Literal(char c) implements Part {}

        /** @param ranges pairs of first and last */
        record OneOf(String ranges, boolean not) implements Part {}
    }

    private final List<List<Part>> alternatives = new ArrayList<>();

    private Glob() {}

    /** @throws IllegalArgumentException when a bracket is not closed, or there are too many alternatives */
    static Glob of(String pattern) {
        Glob glob = new Glob();
        List<String> open = new ArrayList<>();
        open.add(pattern.isEmpty() ? "*" : pattern);
        while (!open.isEmpty()) {
            if (open.size() + glob.alternatives.size() > MOST_ALTERNATIVES) {
                throw new IllegalArgumentException("more than " + MOST_ALTERNATIVES + " alternatives");
            }
            String next = open.removeLast();
            int brace = find(next, 0, "{");
            if (brace == next.length()) {
                glob.alternatives.add(parts(next));
            } else {
                open.addAll(expand(next, brace));
            }
        }
        return glob;
    }

    /** The pattern once for each alternative of its first brace. */
    private static List<String> expand(String pattern, int brace) {
        List<String> choices = new ArrayList<>();
        int depth = 1;
        int start = brace + 1;
        int at = start;
        while (depth > 0) {
            at = find(pattern, at, "{,}");
            if (at == pattern.length()) {
                throw new IllegalArgumentException("a brace is not closed");
            }
            char c = pattern.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0 || (depth == 1 && c == ',')) {
                choices.add(pattern.substring(start, at));
                start = at + 1;
            }
            at++;
        }
        String before = pattern.substring(0, brace);
        String after = pattern.substring(at);
        return choices.stream().map(choice -> before + choice + after).toList();
    }

    /** Where one of these characters stands for itself, outside of lists; the length when nowhere. */
    private static int find(String pattern, int from, String wanted) {
        for (int i = from; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (wanted.indexOf(c) >= 0) {
                return i;
            }
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                i = endOfList(pattern, i);
            }
        }
        return pattern.length();
    }

    private static int endOfList(String pattern, int from) {
        int first = from + (pattern.startsWith("[!", from) ? 2 : 1);
        int end = pattern.indexOf(']', first + 1);
        if (end < 0) {
            throw new IllegalArgumentException("a list is not closed");
        }
        return end;
    }

    private static List<Part> parts(String pattern) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> parts.add(new Part.Any());
                case '?' -> parts.add(new Part.One());
                case '[' -> {
                    int end = endOfList(pattern, i);
                    boolean not = pattern.charAt(i + 1) == '!';
                    parts.add(new Part.OneOf(ranges(pattern.substring(i + (not ? 2 : 1), end)), not));
                    i = end;
                }
                case '\\' -> {
                    i++;
                    parts.add(new Part.Literal(i < pattern.length() ? pattern.charAt(i) : c));
                }
                default -> parts.add(new Part.Literal(c));
            }
        }
        return parts;
    }

    private static String ranges(String list) {
        StringBuilder ranges = new StringBuilder();
        for (int i = 0; i < list.length(); i++) {
            boolean range = i + 2 < list.length() && list.charAt(i + 1) == '-';
            ranges.append(list.charAt(i)).append(list.charAt(range ? i + 2 : i));
            i += range ? 2 : 0;
        }
        return ranges.toString();
    }

    boolean matches(String name) {
        for (List<Part> parts : alternatives) {
            if (matches(parts, name)) {
                return true;
            }
        }
        return false;
    }

    /** After a mismatch the last {@code *} takes one character more; those before it need not be looked at again. */
    private static boolean matches(List<Part> parts, String name) {
        int part = 0;
        int at = 0;
        int lastAny = -1;
        int taken = 0;
        while (at < name.length()) {
            if (part < parts.size() && parts.get(part) instanceof Part.Any) {
                lastAny = part++;
                taken = at;
            } else if (part < parts.size() && fits(parts.get(part), name.charAt(at))) {
                part++;
                at++;
            } else if (lastAny >= 0) {
                part = lastAny + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part) instanceof Part.Any) {
            part++;
        }
        return part == parts.size();
    }

    private static boolean fits(Part part, char c) {
        return switch (part) {
            case Part.Any any -> true;
            case Part.One one -> true;
            case Part.Literal literal -> literal.c() == c;
            case Part.OneOf list -> isIn(list.ranges(), c) != list.not();
        };
    }

    private static boolean isIn(String ranges, char c) {
        for (int i = 0; i < ranges.length(); i += 2) {
            if (ranges.charAt(i) <= c && c <= ranges.charAt(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
