package dev.gapless.gateway.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gapless.protocol.ClientInfo;
import org.jspecify.annotations.Nullable;

/**
 * What servers tell each other. In the log each is an object with the one field that its kind is named by. One that lacks
 * a part cannot be made, so it is not read either.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ControlMessage.Disconnect.class, name = "disconnect"),
    @JsonSubTypes.Type(value = ControlMessage.Unsubscribe.class, name = "unsubscribe"),
    @JsonSubTypes.Type(value = ControlMessage.Subscribe.class, name = "subscribe"),
    @JsonSubTypes.Type(value = ControlMessage.Refresh.class, name = "refresh"),
    @JsonSubTypes.Type(value = ControlMessage.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = ControlMessage.Left.class, name = "left"),
    @JsonSubTypes.Type(value = ControlMessage.Ask.class, name = "ask"),
    @JsonSubTypes.Type(value = ControlMessage.Answer.class, name = "answer")
})
sealed interface ControlMessage {

    /** To be done by every server, with its own connections. */
    record Disconnect(ApiRequest.Disconnect order) implements ControlMessage {
        public Disconnect {
            requireNonNull(order);
        }
    }

    record Unsubscribe(ApiRequest.Unsubscribe order) implements ControlMessage {
        public Unsubscribe {
            requireNonNull(order);
        }
    }

    record Subscribe(ApiRequest.Subscribe order) implements ControlMessage {
        public Subscribe {
            requireNonNull(order);
        }
    }

    record Refresh(ApiRequest.Refresh order) implements ControlMessage {
        public Refresh {
            requireNonNull(order);
        }
    }

    /** Somebody has come to a channel at the server that tells it. */
    record Joined(String channel, Client who) implements ControlMessage {
        public Joined {
            requireNonNull(who);
        }
    }

    record Left(String channel, Client who) implements ControlMessage {
        public Left {
            requireNonNull(who);
        }
    }

    /**
     * A question that the others are to answer.
     *
     * @param id under which the answer is expected
     */
    record Ask(String id, Question question) implements ControlMessage {
        public Ask {
            requireNonNull(question);
        }
    }

    /**
     * The answer to a question.
     *
     * @param whole whether it says all that there was to say
     */
    record Answer(String id, RawJson answer, boolean whole) implements ControlMessage {
        public Answer {
            requireNonNull(answer);
        }
    }

    /** A client; what its tokens tell about it are any bytes, and here stand in base64. */
    record Client(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
        static Client of(ClientInfo who) {
            return new Client(who.user(), who.client(), who.connInfo(), who.chanInfo());
        }

        ClientInfo toInfo() {
            return new ClientInfo(user, client, connInfo, chanInfo);
        }

        /** What it takes in a message, about. */
        int weight() {
            return 80 + user.length() + client.length() + weight(connInfo) + weight(chanInfo);
        }

        private static int weight(byte @Nullable [] info) {
            return info == null ? 0 : info.length * 4 / 3;
        }
    }
}
