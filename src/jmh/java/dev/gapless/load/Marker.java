package dev.gapless.load;

/** The number of a message, written so that it is found among the bytes of a frame without parsing them. */
final class Marker {
    /** A hash, eight digits and a hash; there is no other hash in anything that the server sends. */
    static final int LENGTH = 10;

    private static final int DIGITS = 8;

    private Marker() {}

    /** A message's content of so many characters. */
    static String content(int number, int length) {
        return "#%08d#".formatted(number) + "m".repeat(length - LENGTH);
    }

    /** The number in the marker that begins here; -1 if none does. */
    static int numberAt(byte[] bytes, int at, int end) {
        if (end - at < LENGTH || bytes[at] != '#' || bytes[at + LENGTH - 1] != '#') {
            return -1;
        }
        int number = 0;
        for (int i = at + 1; i <= at + DIGITS; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }
}
