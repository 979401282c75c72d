package dev.gapless.gateway.transport;

import dev.gapless.gateway.GatewaySettings;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.JsonCodec;
import dev.gapless.protocol.ProtobufCodec;

/** The forms of the protocol, one codec of each for all connections. */
record Codecs(Codec json, Codec protobuf) {

    static Codecs of(GatewaySettings settings) {
        return new Codecs(new JsonCodec(JsonCodec.Framing.FRAMES), new ProtobufCodec());
    }
}
