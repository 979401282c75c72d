package dev.gapless.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * Things in no particular order, dense for iteration, with removal in constant time: each knows its own place.
 *
 * <p>Iterate from the end towards the beginning: then the current element may be removed on the way, since the one that
 * fills its place has been visited already.
 */
final class Bag<T extends Bag.Item> {

    /** An element of one bag at most. */
    abstract static class Item {
        private int place = -1;
    }

    private final ArrayList<T> items = new ArrayList<>(0);

    int size() {
        return items.size();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    T get(int index) {
        return items.get(index);
    }

    /** A copy, for those who change the bag on the way. */
    List<T> toList() {
        return List.copyOf(items);
    }

    void add(T item) {
        Item slot = item;
        assert slot.place < 0 : "already in a bag";
        slot.place = items.size();
        items.add(item);
    }

    void remove(T item) {
        Item slot = item;
        int hole = slot.place;
        assert hole >= 0 && items.get(hole) == item : "not in this bag";
        T last = items.removeLast();
        if (last != item) {
            Item moved = last;
            moved.place = hole;
            items.set(hole, last);
        }
        slot.place = -1;
    }
}
