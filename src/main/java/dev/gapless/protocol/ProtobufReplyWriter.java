package dev.gapless.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.gapless.protocol.wire.Wire;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes messages of replies, and writes them. */
final class ProtobufReplyWriter {
    private ProtobufReplyWriter() {}

    static void write(Reply reply, FrameBuffer out) throws IOException {
        if (reply instanceof Reply.Published push) {
            published(push.channel(), push.publication().protobuf(), out);
            return;
        }
        MessageLite message = message(reply);
        int size = message.getSerializedSize();
        CodedOutputStream to = out.coded(CodedOutputStream.computeUInt32SizeNoTag(size) + size);
        to.writeUInt32NoTag(size);
        message.writeTo(to);
    }

    /** The frequent one, around the bytes that are the same for all, and without a message. */
    private static void published(String channel, byte[] publication, FrameBuffer out) throws IOException {
        int push = CodedOutputStream.computeStringSize(Wire.Push.CHANNEL_FIELD_NUMBER, channel)
                + CodedOutputStream.computeByteArraySize(Wire.Push.PUB_FIELD_NUMBER, publication);
        int reply = CodedOutputStream.computeTagSize(Wire.Reply.PUSH_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(push)
                + push;
        CodedOutputStream to = out.coded(CodedOutputStream.computeUInt32SizeNoTag(reply) + reply);
        to.writeUInt32NoTag(reply);
        to.writeTag(Wire.Reply.PUSH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        to.writeUInt32NoTag(push);
        to.writeString(Wire.Push.CHANNEL_FIELD_NUMBER, channel);
        to.writeByteArray(Wire.Push.PUB_FIELD_NUMBER, publication);
    }

    private static MessageLite message(Reply reply) {
        Wire.Reply.Builder message = Wire.Reply.newBuilder();
        switch (reply) {
            case Reply.Ping ping -> {}
            case Reply.Refused refused -> message.setId((int) refused.id()).setError(error(refused.error()));
            case Reply.Connected connected ->
                message.setId((int) connected.id()).setConnect(connected(connected));
            case Reply.Subscribed subscribed ->
                message.setId((int) subscribed.id()).setSubscribe(subscription(subscribed.result()));
            case Reply.Unsubscribed unsubscribed ->
                message.setId((int) unsubscribed.id()).setUnsubscribe(Wire.UnsubscribeResult.getDefaultInstance());
            case Reply.PublishDone done ->
                message.setId((int) done.id()).setPublish(Wire.PublishResult.getDefaultInstance());
            case Reply.PresenceResult presence ->
                message.setId((int) presence.id()).setPresence(presence(presence));
            case Reply.PresenceStatsResult stats ->
                message.setId((int) stats.id())
                        .setPresenceStats(Wire.PresenceStatsResult.newBuilder()
                                .setNumClients((int) stats.clients())
                                .setNumUsers((int) stats.users()));
            case Reply.HistoryResult history ->
                message.setId((int) history.id())
                        .setHistory(Wire.HistoryResult.newBuilder()
                                .addAllPublications(publications(history.publications()))
                                .setEpoch(history.epoch())
                                .setOffset(history.offset()));
            case Reply.RpcResult rpc ->
                message.setId((int) rpc.id()).setRpc(Wire.RpcResult.newBuilder().setData(bytes(rpc.data())));
            case Reply.Refreshed refreshed ->
                message.setId((int) refreshed.id())
                        .setRefresh(Wire.RefreshResult.newBuilder()
                                .setClient(refreshed.client())
                                .setVersion(refreshed.version())
                                .setExpires(refreshed.ttl() > 0)
                                .setTtl((int) refreshed.ttl()));
            case Reply.SubRefreshed refreshed ->
                message.setId((int) refreshed.id())
                        .setSubRefresh(Wire.SubRefreshResult.newBuilder()
                                .setExpires(refreshed.ttl() > 0)
                                .setTtl((int) refreshed.ttl()));
            case Reply.Published push -> throw new IllegalArgumentException("written without a message");
            case Reply.Join join ->
                message.setPush(
                        push(join.channel()).setJoin(Wire.Join.newBuilder().setInfo(info(join.info()))));
            case Reply.Leave leave ->
                message.setPush(
                        push(leave.channel()).setLeave(Wire.Leave.newBuilder().setInfo(info(leave.info()))));
            case Reply.SubscribePush push ->
                message.setPush(push(push.channel())
                        .setSubscribe(Wire.Subscribe.newBuilder()
                                .setRecoverable(push.recoverable())
                                .setPositioned(push.positioned())
                                .setEpoch(push.epoch())
                                .setOffset(push.offset())
                                .setData(bytes(push.data()))));
            case Reply.UnsubscribePush push ->
                message.setPush(push(push.channel())
                        .setUnsubscribe(Wire.Unsubscribe.newBuilder()
                                .setCode(push.why().code())
                                .setReason(push.why().reason())));
            case Reply.MessagePush push ->
                message.setPush(push("").setMessage(Wire.Message.newBuilder().setData(bytes(push.data()))));
            case Reply.RefreshPush push ->
                message.setPush(push("").setRefresh(Wire.Refresh.newBuilder()
                        .setExpires(push.ttl() > 0)
                        .setTtl((int) push.ttl())));
            case Reply.DisconnectPush push ->
                message.setPush(push("").setDisconnect(Wire.Disconnect.newBuilder()
                        .setCode(push.why().code())
                        .setReason(push.why().reason())));
        }
        return message.build();
    }

    private static Wire.Error error(ErrorCode error) {
        return Wire.Error.newBuilder()
                .setCode(error.code())
                .setMessage(error.message())
                .setTemporary(error.temporary())
                .build();
    }

    private static Wire.ConnectResult connected(Reply.Connected connected) {
        Wire.ConnectResult.Builder result = Wire.ConnectResult.newBuilder()
                .setClient(connected.client())
                .setVersion(connected.version())
                .setExpires(connected.ttl() > 0)
                .setTtl((int) connected.ttl())
                .setData(bytes(connected.data()))
                .setPing((int) connected.ping())
                .setPong(connected.pong())
                .setSession(connected.session())
                .setNode(connected.node());
        connected.subs().forEach((channel, sub) -> result.putSubs(channel, subscription(sub)));
        return result.build();
    }

    private static Wire.SubscribeResult subscription(SubscribeResult result) {
        return Wire.SubscribeResult.newBuilder()
                .setExpires(result.ttl() > 0)
                .setTtl((int) result.ttl())
                .setRecoverable(result.recoverable())
                .setPositioned(result.positioned())
                .setEpoch(result.epoch())
                .setOffset(result.offset())
                .setRecovered(result.recovered())
                .setWasRecovering(result.wasRecovering())
                .addAllPublications(publications(result.publications()))
                .setData(bytes(result.data()))
                .setDelta(result.delta())
                .build();
    }

    private static List<Wire.Publication> publications(List<Publication> publications) {
        return publications.stream().map(ProtobufReplyWriter::publication).toList();
    }

    static Wire.Publication publication(Publication publication) {
        Wire.Publication.Builder message = Wire.Publication.newBuilder()
                .setData(bytes(publication.data()))
                .setOffset(publication.offset())
                .putAllTags(publication.tags())
                .setDelta(publication.delta());
        ClientInfo info = publication.info();
        if (info != null) {
            message.setInfo(info(info));
        }
        return message.build();
    }

    private static Wire.PresenceResult presence(Reply.PresenceResult presence) {
        Wire.PresenceResult.Builder result = Wire.PresenceResult.newBuilder();
        presence.clients().forEach((client, info) -> result.putPresence(client, info(info)));
        return result.build();
    }

    private static Wire.ClientInfo info(ClientInfo info) {
        return Wire.ClientInfo.newBuilder()
                .setUser(info.user())
                .setClient(info.client())
                .setConnInfo(bytes(info.connInfo()))
                .setChanInfo(bytes(info.chanInfo()))
                .build();
    }

    private static Wire.Push.Builder push(String channel) {
        return Wire.Push.newBuilder().setChannel(channel);
    }

    private static ByteString bytes(byte @Nullable [] bytes) {
        return bytes == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes);
    }
}
