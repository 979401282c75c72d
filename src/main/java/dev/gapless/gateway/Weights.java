package dev.gapless.gateway;

import dev.gapless.protocol.ClientInfo;
import dev.gapless.protocol.Publication;
import dev.gapless.protocol.Reply;
import dev.gapless.protocol.SubscribeResult;
import org.jspecify.annotations.Nullable;

/** What replies take while they wait to be sent, about, in bytes. The publications of a recovery are the hub's, and weigh little. */
final class Weights {
    private static final int REPLY = 64;
    private static final int RECOVERED = 16;
    private static final int PRESENT = 96;

    private Weights() {}

    static int of(Reply reply) {
        return switch (reply) {
            case Reply.Published push -> REPLY + push.publication().size();
            case Reply.Subscribed answer -> of(answer.result());
            case Reply.Connected answer -> {
                int weight = REPLY;
                for (SubscribeResult made : answer.subs().values()) {
                    weight += of(made);
                }
                yield weight;
            }
            case Reply.HistoryResult answer -> {
                int weight = REPLY;
                for (Publication publication : answer.publications()) {
                    weight += REPLY + publication.data().length;
                }
                yield weight;
            }
            case Reply.PresenceResult answer -> {
                int weight = REPLY;
                for (ClientInfo client : answer.clients().values()) {
                    weight += PRESENT + length(client.connInfo()) + length(client.chanInfo());
                }
                yield weight;
            }
            default -> REPLY;
        };
    }

    private static int of(SubscribeResult result) {
        return REPLY + RECOVERED * result.publications().size();
    }

    private static int length(byte @Nullable [] info) {
        return info == null ? 0 : info.length;
    }

    /** Whether it may be of any length when it is written, as answers are to those who ask for what is held or who is there. */
    static boolean mayBeLong(Reply reply) {
        return switch (reply) {
            case Reply.Subscribed answer -> !answer.result().publications().isEmpty();
            case Reply.Connected answer -> !answer.subs().isEmpty();
            case Reply.HistoryResult answer -> true;
            case Reply.PresenceResult answer -> true;
            default -> false;
        };
    }
}
