package dev.gapless.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.account.InvalidInputException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomCursorTest {

    @Test
    void whatIsWrittenIsReadBackToTheMicrosecond() {
        RoomCursor cursor = new RoomCursor(Instant.parse("2026-03-01T09:30:00.123456Z"), 42);

        assertThat(RoomCursor.parse(cursor.write())).isEqualTo(cursor);
        assertThat(RoomCursor.parse(null)).isEqualTo(RoomCursor.START);
    }

    @Test
    void anythingElseIsRefused() {
        for (String written : List.of("", "x", "1", "1-", "-1-1", "1-1-1", "1-9999999999999999999", "١-١")) {
            assertThatThrownBy(() -> RoomCursor.parse(written)).isInstanceOf(InvalidInputException.class);
        }
    }
}
