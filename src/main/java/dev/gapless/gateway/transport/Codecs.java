package dev.gapless.gateway.transport;

import dev.gapless.gateway.GatewaySettings;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.JsonCodec;

/** The forms of the protocol, one codec of each for all connections. */
record Codecs(Codec json, Codec protobuf) {

    static Codecs of(GatewaySettings settings) {
        int messageSize = (int) settings.messageSize().toBytes();
        return new Codecs(new JsonCodec(messageSize), new JsonCodec(messageSize));
    }
}
