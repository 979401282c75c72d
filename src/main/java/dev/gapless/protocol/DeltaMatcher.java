package dev.gapless.protocol;

import java.util.Arrays;

/**
 * Finds what of a target is in a base, wherever it has moved.
 *
 * <p>What both begin and end with is found by comparing. For what is between, each aligned block of the base is known by
 * its hash, and the hash of a block's length is rolled over the target byte by byte; where one is known, the match is
 * extended in both directions. Of a block that the base holds many times only some are tried, and a match once verified
 * is taken, so that a byte of the target is compared a bounded number of times on average.
 */
final class DeltaMatcher {
    private static final int BLOCK = 16;
    private static final int MOST_CANDIDATES = 16;
    private static final int MULTIPLIER = 0x01000193;
    private static final int LEAVING = power(MULTIPLIER, BLOCK - 1);

    /** No character has more bytes after its first one. */
    private static final int LONGEST_REST = 3;

    private final byte[] base;
    private final byte[] target;

    /** By the low bits of its hash, the number of a block and one; 0 for none. */
    private final int[] first;

    /** By the number of a block, another one in the same place. */
    private final int[] another;

    DeltaMatcher(byte[] base, byte[] target) {
        this.base = base;
        this.target = target;
        int blocks = base.length / BLOCK;
        first = new int[Integer.highestOneBit(Math.max(1, blocks)) * 2];
        another = new int[blocks];
    }

    void match(DeltaWriter patch) {
        int most = Math.min(base.length, target.length);
        int prefix = Arrays.mismatch(base, 0, most, target, 0, most);
        prefix = beginning(0, prefix < 0 ? most : prefix);
        int suffix = 0;
        while (suffix < most - prefix && base[base.length - 1 - suffix] == target[target.length - 1 - suffix]) {
            suffix++;
        }
        int end = ending(target.length - suffix, target.length);
        if (pays(prefix, 0)) {
            patch.copy(0, prefix, 0);
        }
        if (end - patch.written() >= BLOCK) {
            learnBase();
            matchBetween(patch, end);
        }
        // A match may have reached into what both end with.
        int from = Math.max(end, patch.written());
        int offset = base.length - (target.length - from);
        if (pays(target.length - from, offset)) {
            patch.copy(from, target.length - from, offset);
        }
    }

    private void learnBase() {
        // Backwards, so that the first of equal blocks is found first.
        for (int block = another.length - 1; block >= 0; block--) {
            int slot = slot(hash(base, block * BLOCK));
            another[block] = first[slot];
            first[slot] = block + 1;
        }
    }

    private void matchBetween(DeltaWriter patch, int end) {
        int at = patch.written();
        int hash = hash(target, at);
        while (true) {
            int after = longest(at, hash, patch);
            if (after > at) {
                at = after;
                if (at + BLOCK > end) {
                    return;
                }
                hash = hash(target, at);
            } else {
                if (at + 1 + BLOCK > end) {
                    return;
                }
                hash = (hash - target[at] * LEAVING) * MULTIPLIER + target[at + BLOCK];
                at++;
            }
        }
    }

    /** Copies the longest match around the block here, and tells where it ends; no further when there is none. */
    private int longest(int at, int hash, DeltaWriter patch) {
        int bestFrom = 0;
        int bestLength = 0;
        int bestOffset = 0;
        int block = first[slot(hash)];
        for (int tried = 0; block != 0 && tried < MOST_CANDIDATES; tried++) {
            int offset = (block - 1) * BLOCK;
            block = another[block - 1];
            int ahead = Arrays.mismatch(base, offset, base.length, target, at, target.length);
            ahead = ahead < 0 ? Math.min(base.length - offset, target.length - at) : ahead;
            if (ahead < BLOCK) {
                continue;
            }
            int back = 0;
            while (back < at - patch.written() && back < offset && base[offset - back - 1] == target[at - back - 1]) {
                back++;
            }
            if (back + ahead > bestLength) {
                bestFrom = at - back;
                bestLength = back + ahead;
                bestOffset = offset - back;
            }
        }
        int from = ending(bestFrom, bestFrom + bestLength);
        int length = beginning(from, bestFrom + bestLength - from);
        int offset = bestOffset + from - bestFrom;
        if (!pays(length, offset)) {
            return at;
        }
        patch.copy(from, length, offset);
        return from + length;
    }

    /** Whether a copy takes less than what it stands for, counting what begins the new piece that may follow. */
    private static boolean pays(int length, int offset) {
        return length > Delta.digits(length) + Delta.digits(offset) + 2 + 2;
    }

    /** As much of a length as ends with a whole character of the target. */
    private int beginning(int from, int length) {
        int shorter = length;
        for (int i = 0; i < LONGEST_REST && shorter > 0 && isWithin(from + shorter); i++) {
            shorter--;
        }
        return isWithin(from + shorter) ? length : shorter;
    }

    /** Where the next character of the target begins, but not beyond the limit. */
    private int ending(int from, int limit) {
        int later = from;
        for (int i = 0; i < LONGEST_REST && later < limit && isWithin(later); i++) {
            later++;
        }
        return isWithin(later) ? from : later;
    }

    /** Whether the byte is one of those after the first of a character; there are more in a row only in what is no text. */
    private boolean isWithin(int at) {
        return at < target.length && (target[at] & 0xc0) == 0x80;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & (first.length - 1);
    }

    private static int hash(byte[] bytes, int from) {
        int hash = 0;
        for (int i = from; i < from + BLOCK; i++) {
            hash = hash * MULTIPLIER + bytes[i];
        }
        return hash;
    }

    private static int power(int base, int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }
}
