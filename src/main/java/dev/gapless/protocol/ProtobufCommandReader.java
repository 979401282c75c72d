package dev.gapless.protocol;

import com.google.protobuf.ByteString;
import dev.gapless.protocol.wire.Wire;
import java.util.HashMap;
import java.util.Map;

/** Makes commands of messages. */
final class ProtobufCommandReader {
    private ProtobufCommandReader() {}

    /** Reads a message that is not empty, and so no pong. */
    static Command read(Wire.Command command) throws MalformedFrameException {
        return new Command(Integer.toUnsignedLong(command.getId()), request(command));
    }

    /** The first in this order is meant when there are several. */
    private static Request request(Wire.Command command) throws MalformedFrameException {
        if (command.hasConnect()) {
            return connect(command.getConnect());
        } else if (command.hasSubscribe()) {
            return subscribe(command.getSubscribe());
        } else if (command.hasUnsubscribe()) {
            return new Request.Unsubscribe(command.getUnsubscribe().getChannel());
        } else if (command.hasPublish()) {
            Wire.PublishRequest publish = command.getPublish();
            return new Request.Publish(publish.getChannel(), bytes(publish.getData()));
        } else if (command.hasPresence()) {
            return new Request.Presence(command.getPresence().getChannel());
        } else if (command.hasPresenceStats()) {
            return new Request.PresenceStats(command.getPresenceStats().getChannel());
        } else if (command.hasHistory()) {
            return history(command.getHistory());
        } else if (command.hasPing()) {
            return new Request.Ping();
        } else if (command.hasSend()) {
            return new Request.Send(bytes(command.getSend().getData()));
        } else if (command.hasRpc()) {
            return new Request.Rpc(
                    command.getRpc().getMethod(), bytes(command.getRpc().getData()));
        } else if (command.hasRefresh()) {
            return new Request.Refresh(command.getRefresh().getToken());
        } else if (command.hasSubRefresh()) {
            Wire.SubRefreshRequest refresh = command.getSubRefresh();
            return new Request.SubRefresh(refresh.getChannel(), refresh.getToken());
        }
        throw new MalformedFrameException("unknown method");
    }

    private static Request connect(Wire.ConnectRequest connect) {
        Map<String, Request.Resume> subs = new HashMap<>();
        connect.getSubsMap()
                .forEach((channel, sub) -> subs.put(
                        channel,
                        new Request.Resume(sub.getRecover(), offset(sub.getOffset()), sub.getEpoch(), sub.getDelta())));
        return new Request.Connect(
                connect.getToken(),
                bytes(connect.getData()),
                connect.getName(),
                connect.getVersion(),
                connect.getHeadersMap(),
                subs);
    }

    private static Request subscribe(Wire.SubscribeRequest subscribe) {
        return new Request.Subscribe(
                subscribe.getChannel(),
                subscribe.getToken(),
                bytes(subscribe.getData()),
                subscribe.getRecover(),
                offset(subscribe.getOffset()),
                subscribe.getEpoch(),
                subscribe.getPositioned(),
                subscribe.getRecoverable(),
                subscribe.getJoinLeave(),
                subscribe.getDelta(),
                subscribe.getFlag(),
                subscribe.getType(),
                subscribe.hasTf());
    }

    private static Request history(Wire.HistoryRequest history) {
        Request.Since since = null;
        if (history.hasSince()) {
            since = new Request.Since(
                    offset(history.getSince().getOffset()), history.getSince().getEpoch());
        }
        return new Request.History(history.getChannel(), history.getLimit(), since, history.getReverse());
    }

    /** The upper half of the unsigned range is one place: ahead of everything. */
    private static long offset(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static byte[] bytes(ByteString bytes) {
        return bytes.toByteArray();
    }
}
