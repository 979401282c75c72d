package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.protocol.Codec;
import dev.gapless.protocol.EmulatedFrame;
import dev.gapless.protocol.MalformedFrameException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Where clients send what belongs to a stream that they listen to. The answer says only that it was taken: replies come
 * on the stream, and a stream that has ended has told its client so itself.
 */
final class EmulationEndpoint extends HttpEndpoint {
    private final Gateway gateway;
    private final EmulatedSessions sessions;
    private final int messageSize;

    EmulationEndpoint(Origins origins, Gateway gateway, EmulatedSessions sessions) {
        super(origins, HttpMethod.POST);
        this.gateway = gateway;
        this.sessions = sessions;
        this.messageSize = (int) gateway.settings().messageSize().toBytes();
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) {
        Codec codec = isProtobuf(request) ? Codecs.PROTOBUF : Codecs.JSON;
        AtomicReference<@Nullable Exchange> unanswered = new AtomicReference<>();
        Exchange exchange = new Exchange(request, response, () -> unanswered.set(null));
        unanswered.set(exchange);
        Body.read(exchange.body(), messageSize, outcome -> {
            int status = status(outcome, codec);
            if (unanswered.getAndSet(null) != null) {
                exchange.answer(status);
            }
        });
        if (unanswered.get() != null) {
            // Anyone can send half a body: it is not waited for longer than for a connect.
            gateway.after(gateway.settings().connectTimeout(), () -> {
                Exchange tooSlow = unanswered.getAndSet(null);
                if (tooSlow != null) {
                    tooSlow.answer(HttpServletResponse.SC_REQUEST_TIMEOUT);
                }
            });
        }
    }

    private int status(Body.Outcome outcome, Codec codec) {
        return switch (outcome) {
            case Body.Outcome.Whole whole -> deliver(whole.bytes(), codec);
            case Body.Outcome.TooLong tooLong -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
            case Body.Outcome.Broken broken -> HttpServletResponse.SC_BAD_REQUEST;
        };
    }

    private int deliver(byte[] body, Codec codec) {
        EmulatedFrame emulated;
        try {
            emulated = codec.decodeEmulated(body);
        } catch (MalformedFrameException e) {
            return HttpServletResponse.SC_BAD_REQUEST;
        }
        if (!emulated.node().equals(gateway.node())) {
            return HttpServletResponse.SC_NOT_FOUND;
        }
        Inbox inbox = sessions.find(emulated.session());
        if (inbox != null) {
            inbox.offer(emulated.frame());
        }
        return HttpServletResponse.SC_NO_CONTENT;
    }
}
