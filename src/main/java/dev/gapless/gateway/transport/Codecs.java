package dev.gapless.gateway.transport;

import dev.gapless.protocol.Codec;
import dev.gapless.protocol.JsonCodec;
import dev.gapless.protocol.ProtobufCodec;

/** The forms of the protocol, one codec of each for all connections. */
record Codecs(Codec json, Codec protobuf) {

    Codecs() {
        this(new JsonCodec(), new ProtobufCodec());
    }
}
