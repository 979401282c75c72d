package dev.gapless.chat;

import dev.gapless.account.Username;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a text names with an {@code @}, outside of code: {@code `such`} or {@code ```such```}.
 *
 * @param room whether it names everybody, by {@code @room} or {@code @all}
 * @param names at most {@link #MOST} others, each as the keys of the names that can be meant, the likeliest first: a name
 *     may end in a dot, and so may a sentence
 */
record Mentioned(boolean room, List<List<String>> names) {
    static final int MOST = 50;

    static final Mentioned NOBODY = new Mentioned(false, List.of());

    private static final Set<String> EVERYBODY = Set.of("room", "all");

    /** Behind a letter, an @ is part of an address. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\p{L}\\p{M}\\p{N}._@-])@([\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}._-]*+)");

    private static final Pattern TICKS = Pattern.compile("`++");

    static Mentioned in(String text) {
        if (text.indexOf('@') < 0) {
            return NOBODY;
        }
        boolean room = false;
        Set<List<String>> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(withoutCode(text));
        while (matcher.find()) {
            List<String> keys = keys(matcher.group(1));
            if (!keys.isEmpty() && EVERYBODY.contains(keys.getLast())) {
                room = true;
            } else if (!keys.isEmpty() && names.size() < MOST) {
                names.add(keys);
            }
        }
        return new Mentioned(room, List.copyOf(names));
    }

    private static List<String> keys(String written) {
        List<String> keys = new ArrayList<>();
        int end = written.length();
        while (true) {
            String name = written.substring(0, end);
            if (!Username.isTooLong(name)) {
                keys.add(Username.of(name).key());
            }
            if ("._-".indexOf(written.charAt(end - 1)) < 0) {
                return keys;
            }
            end--;
        }
    }

    /** Code goes from some ticks to the next as many; three or more at the start of a line need no end. */
    private static String withoutCode(String text) {
        StringBuilder rest = new StringBuilder(text.length());
        Matcher ticks = TICKS.matcher(text);
        int from = 0;
        while (ticks.find(from)) {
            int start = ticks.start();
            String run = ticks.group();
            rest.append(text, from, start);
            from = ticks.end();
            int close = closing(ticks, run.length());
            boolean fence = run.length() >= 3 && (start == 0 || text.charAt(start - 1) == '\n');
            if (close >= 0 || fence) {
                rest.append(' '); // keeps what stands before the code apart from what stands behind it
                from = close >= 0 ? close : text.length();
            } else {
                rest.append(run);
            }
        }
        return rest.append(text, from, text.length()).toString();
    }

    private static int closing(Matcher ticks, int length) {
        while (ticks.find()) {
            if (ticks.end() - ticks.start() == length) {
                return ticks.end();
            }
        }
        return -1;
    }
}
