package dev.gapless.gateway.transport;

import dev.gapless.protocol.Codec;
import dev.gapless.protocol.JsonCodec;
import dev.gapless.protocol.ProtobufCodec;

/** The forms of the protocol: one codec of each serves all connections. */
final class Codecs {
    /** Text on a WebSocket. */
    static final Codec JSON = new JsonCodec(JsonCodec.Framing.FRAMES);

    /** Text in an HTTP answer. */
    static final Codec JSON_LINES = new JsonCodec(JsonCodec.Framing.LINES);

    /** Text in server-sent events. */
    static final Codec JSON_EVENTS = new JsonCodec(JsonCodec.Framing.EVENTS);

    /** Bytes, on whatever transport. */
    static final Codec PROTOBUF = new ProtobufCodec();

    private Codecs() {}
}
