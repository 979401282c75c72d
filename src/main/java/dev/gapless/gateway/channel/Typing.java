package dev.gapless.gateway.channel;

import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * That somebody is typing: {@code {"type":"typing"}}, with whatever else a client has to say about it, but short and not
 * often. Who it is stands in the publication's info, which the server writes.
 */
public final class Typing {
    /** The least time between two by the same client. */
    public static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final int MOST_BYTES = 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private Typing() {}

    /** Whether the payload says that somebody is typing, and no other thing that clients know. */
    public static boolean is(byte[] data) {
        if (data.length > MOST_BYTES) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean typing = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean type = parser.currentName().equals("type");
                JsonToken value = parser.nextToken();
                if (type) {
                    // Of several with the same name the last one counts for most readers, so all have to say it.
                    if (value != JsonToken.VALUE_STRING || !parser.getString().equals("typing")) {
                        return false;
                    }
                    typing = true;
                }
                parser.skipChildren();
            }
            return typing && parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
