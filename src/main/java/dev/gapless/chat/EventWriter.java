package dev.gapless.chat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes events as clients get them, and notes where in them the words of messages stand. */
@Component
class EventWriter {
    private final JsonMapper json;

    EventWriter(JsonMapper json) {
        this.json = json;
    }

    /** The bytes [start, end) are the JSON string with the text of this message. */
    record Place(long messageId, int start, int end) {}

    record Written(byte[] bytes, List<Place> words) {}

    Written write(ChatEvent event) {
        Tape tape = new Tape();
        json.writer().withAttribute(Words.Listener.class, tape).writeValue(tape, event);
        byte[] bytes = tape.toByteArray();
        return new Written(
                bytes,
                tape.places.stream().map(place -> behindColon(place, bytes)).toList());
    }

    /** The text as it stands in events. */
    byte[] text(String text) {
        return json.writeValueAsBytes(text);
    }

    /** The colon is written together with the value behind it. */
    private static Place behindColon(Place place, byte[] bytes) {
        int start = place.start;
        while (bytes[start] != '"') {
            start++;
        }
        return new Place(place.messageId, start, place.end);
    }

    private static final class Tape extends ByteArrayOutputStream implements Words.Listener {
        private final List<Place> places = new ArrayList<>();

        @Override
        public int position() {
            return count;
        }

        @Override
        public void written(long messageId, int start, int end) {
            places.add(new Place(messageId, start, end));
        }
    }
}
