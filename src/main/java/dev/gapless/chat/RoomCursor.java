package dev.gapless.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the list of rooms: behind the room with this time and id.
 *
 * @implNote Written as the time in microseconds, a dash, and the id.
 */
record RoomCursor(Instant bumpedAt, long id) {
    /** Before every room. */
    static final RoomCursor START = new RoomCursor(Instant.parse("9999-12-31T23:59:59Z"), Long.MAX_VALUE);

    /** So few digits that no number overflows, and enough for the year 9999. */
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    static RoomCursor behind(MyRoom mine) {
        return new RoomCursor(mine.room().bumpedAt(), mine.room().id());
    }

    static RoomCursor parse(@Nullable String written) {
        if (written == null) {
            return START;
        }
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw Refused.invalid("cursor", "must be one that an earlier page has given");
        }
        return new RoomCursor(
                Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS),
                Long.parseLong(matcher.group(2)));
    }

    String write() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, bumpedAt) + "-" + id;
    }
}
