package dev.gapless.hub;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has to be looked at, and when. Each item stands in it at most once, so it never outgrows what it is about; a
 * tick costs what is due, not what there is.
 */
final class Agenda<T extends Timed> {
    private final TreeSet<T> items =
            new TreeSet<>(Comparator.<T>comparingLong(item -> item.due).thenComparingLong(item -> item.ticket));
    private long tickets;

    /** Sets the one time at which the item is due, whatever was set before. */
    void schedule(T item, long due) {
        cancel(item);
        item.due = due;
        item.ticket = ++tickets;
        items.add(item);
    }

    void cancel(T item) {
        if (item.isScheduled()) {
            items.remove(item);
            item.ticket = 0;
        }
    }

    /** Takes out one item that is due, the most overdue first. */
    @Nullable T poll(long now) {
        if (items.isEmpty() || items.first().due > now) {
            return null;
        }
        T item = items.removeFirst();
        item.ticket = 0;
        return item;
    }

    void clear() {
        for (T item : items) {
            item.ticket = 0;
        }
        items.clear();
    }
}
