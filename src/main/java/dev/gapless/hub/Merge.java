package dev.gapless.hub;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The union of logs in the order of offsets, or against it. A publication that stands in several is one. */
final class Merge {
    private final boolean reverse;
    private final PriorityQueue<Cursor> cursors;
    private long last = -1;

    Merge(boolean reverse) {
        this.reverse = reverse;
        Comparator<Cursor> byOffset =
                Comparator.comparingLong(cursor -> cursor.publication().offset());
        this.cursors = new PriorityQueue<>(reverse ? byOffset.reversed() : byOffset);
    }

    /** Adds a log, of which the first publication to come stands at {@code index}; none if the log does not go there. */
    void add(Topic topic, int index) {
        if (index >= 0 && index < topic.size()) {
            cursors.add(new Cursor(topic, index));
        }
    }

    /** The next publication; null at the end. */
    @Nullable Publication next() {
        for (Cursor cursor = cursors.poll(); cursor != null; cursor = cursors.poll()) {
            Publication next = cursor.publication();
            if (cursor.move(reverse ? -1 : 1)) {
                cursors.add(cursor);
            }
            if (next.offset() != last) {
                last = next.offset();
                return next;
            }
        }
        return null;
    }

    /** How far the merge has come in one topic. */
    private static final class Cursor {
        private final Topic topic;
        private int index;

        Cursor(Topic topic, int index) {
            this.topic = topic;
            this.index = index;
        }

        Publication publication() {
            return topic.get(index);
        }

        boolean move(int by) {
            index += by;
            return index >= 0 && index < topic.size();
        }
    }
}
