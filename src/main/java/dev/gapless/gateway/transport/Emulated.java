package dev.gapless.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.protocol.MalformedFrameException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message that a client has sent apart from its stream.
 *
 * @param node the server that the stream comes from
 * @param session names the stream's session there
 */
record Emulated(String node, String session, byte[] message) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a message in its envelope, in which the commands are one JSON string. */
    static Emulated ofJson(byte[] envelope) throws MalformedFrameException {
        try {
            JsonNode json = JSON.readTree(envelope);
            if (!json.isObject()) {
                throw new MalformedFrameException("not an object");
            }
            return new Emulated(
                    text(json, "node"),
                    text(json, "session"),
                    text(json, "data").getBytes(UTF_8));
        } catch (JacksonException e) {
            throw new MalformedFrameException("not JSON");
        }
    }

    private static String text(JsonNode json, String field) throws MalformedFrameException {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return "";
        }
        if (!value.isString()) {
            throw new MalformedFrameException("not a string");
        }
        return value.stringValue();
    }
}
