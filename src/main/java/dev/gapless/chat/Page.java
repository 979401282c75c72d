package dev.gapless.chat;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * One page of a list.
 *
 * @param next where the next page is, as a path with its query; null on the last page
 */
record Page<T>(@Nullable String next, List<T> results) {
    static final int MAX = 100;

    /** Makes a page of {@code limit} entries from that many or one more, which says that there is a next page. */
    static <T> Page<T> of(List<T> found, int limit, Function<T, String> next) {
        if (found.size() <= limit) {
            return new Page<>(null, found);
        }
        List<T> results = found.subList(0, limit);
        return new Page<>(next.apply(results.get(limit - 1)), results);
    }

    static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return MAX;
        }
        if (asked < 1 || asked > MAX) {
            throw Refused.invalid("limit", "must be 1 to " + MAX);
        }
        return asked;
    }

    /** A path with a query of names and values in turn. */
    static String link(String path, String... query) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
        Object[] values = new Object[query.length / 2];
        for (int i = 0; i < values.length; i++) {
            uri.queryParam(query[2 * i], "{" + i + "}");
            values[i] = query[2 * i + 1];
        }
        return uri.encode().buildAndExpand(values).toUriString();
    }
}
