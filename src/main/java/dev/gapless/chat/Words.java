package dev.gapless.chat;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The text of a message, wherever it is told: in the message, in a quote, as a room's last message. Written as a plain
 * string. In events, where it stands is noted ({@link EventWriter}), so that it can be taken back.
 *
 * @param messageId whose text it is
 */
@JsonSerialize(using = Words.Serializer.class)
record Words(long messageId, String text) {

    /** Takes note of where words are written. */
    interface Listener {
        /** The bytes that have been written so far. */
        int position();

        void written(long messageId, int start, int end);
    }

    static final class Serializer extends ValueSerializer<Words> {
        @Override
        public void serialize(Words words, JsonGenerator out, SerializationContext context) {
            if (context.getAttribute(Listener.class) instanceof Listener listener) {
                out.flush();
                int start = listener.position();
                out.writeString(words.text);
                out.flush();
                listener.written(words.messageId, start, listener.position());
            } else {
                out.writeString(words.text);
            }
        }
    }
}
