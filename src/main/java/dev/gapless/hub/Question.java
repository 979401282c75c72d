package dev.gapless.hub;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a channel's topics hold, asked once. */
final class Question extends Request {
    final int limit;
    final boolean reverse;
    final Consumer<History> answer;

    Question(
            long number,
            String channelName,
            @Nullable StreamPosition since,
            int limit,
            boolean reverse,
            Consumer<History> answer) {
        super(number, channelName, since);
        this.limit = limit;
        this.reverse = reverse;
        this.answer = answer;
    }
}
