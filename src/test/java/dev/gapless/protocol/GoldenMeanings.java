package dev.gapless.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the golden frames stand for, whatever form they have. */
final class GoldenMeanings {
    private static final Publication ONE = new Publication(bytes("{\"n\":1}"), 13);
    private static final Publication TWO = new Publication(bytes("\"zwei\""), 17);
    private static final byte[] PATCH = bytes("7\n5@0,2:2}2qLEhY;");
    private static final ClientInfo ADA = new ClientInfo("42", "C1", bytes("{\"name\":\"Ada\"}"), bytes("7"));
    private static final ClientInfo PLAIN = new ClientInfo("42", "C1", null, null);
    private static final Reply UNSUBSCRIBED = new Reply.Unsubscribed(3);

    private static final Map<String, List<Command>> COMMANDS = Map.ofEntries(
            command("pong", 0, new Request.Pong()),
            command("pong with zero id", 0, new Request.Pong()),
            command(
                    "connect",
                    1,
                    new Request.Connect("T", bytes("{\"any\":[\"thing\"]}"), "js", "1.0", Map.of(), Map.of())),
            command("connect without token", 1, connect("")),
            command("connect with nulls", 1, connect("")),
            command(
                    "connect with everything",
                    1,
                    new Request.Connect(
                            "T",
                            bytes("null"),
                            "go",
                            "2",
                            Map.of("X-Trace", "1", "", "é"),
                            Map.of(
                                    "news",
                                    new Request.Resume(true, 12, "7-1", "fossil"),
                                    "personal:42",
                                    new Request.Resume(false, 0, "", "")))),
            Map.entry(
                    "connect and subscribe",
                    List.of(
                            new Command(1, connect("T")),
                            new Command(2, new Subscribe("personal:42").flag(1).request()))),
            command("trailing newline", 7, new Request.Unsubscribe("personal:42")),
            command(
                    "subscribe with recovery",
                    4294967295L,
                    new Subscribe("personal:42")
                            .recover(9007199254740991L, "7-1")
                            .flag(3)
                            .positioned()
                            .request()),
            command(
                    "subscribe with everything",
                    3,
                    new Request.Subscribe(
                            "c", "S", bytes("[1.50]"), false, 0, "", false, true, true, "fossil", 0, 1, true)),
            command(
                    "subscribe ahead of everything",
                    3,
                    new Subscribe("c").recover(Long.MAX_VALUE, "").request()),
            command(
                    "subscribe with a strange flag",
                    3,
                    new Subscribe("c").flag(-2).type(-1).request()),
            command("unsubscribe", 4, new Request.Unsubscribe("personal:42")),
            command("refresh", 5, new Request.Refresh("T2")),
            command("several methods", 6, new Request.Unsubscribe("d")),
            command("send", 0, new Request.Send(bytes("\"hello\""))),
            command("publish", 8, publish("{ \"deep\" : [1,2.50,{\"x\":\"\\n\\ud83d\\u0041\"}] }")),
            command("publish unicode", 8, new Request.Publish("grüße", bytes("\"grüße 👋\""))),
            command("publish a number", 8, publish("-0.123456789012345678901234567890123456789e+400")),
            command("publish a digit", 8, publish("7")),
            command("publish null", 8, publish("null")),
            command("publish nothing", 8, publish("")),
            command("presence", 9, new Request.Presence("c")),
            command("presence_stats", 10, new Request.PresenceStats("c")),
            command("history", 11, new Request.History("c", 10, null, false)),
            command("history since", 11, new Request.History("c", -1, new Request.Since(5, "7-1"), true)),
            command("history since the beginning", 11, new Request.History("c", 0, new Request.Since(0, ""), false)),
            command("ping command", 12, new Request.Ping()),
            command("rpc", 13, new Request.Rpc("m", bytes("{}"))),
            command("sub_refresh", 14, new Request.SubRefresh("c", "S")),
            command("unknown fields", 15, new Request.Unsubscribe("c")),
            command("escapes", 16, new Request.Unsubscribe("personal:42\"\\")),
            command("fields twice", 17, publish("2")),
            Map.entry("many pongs", List.of(Command.PONG, Command.PONG, Command.PONG)));

    private static final Map<String, List<Reply>> REPLIES = Map.ofEntries(
            reply("ping", new Reply.Ping()),
            reply("refused", new Reply.Refused(2, ErrorCode.PERMISSION_DENIED)),
            reply("refused for now", new Reply.Refused(2, ErrorCode.INTERNAL)),
            reply("connected", connected(3600)),
            reply("connected for good", connected(0)),
            reply(
                    "connected with everything",
                    new Reply.Connected(
                            1,
                            "C",
                            "Gapless 1",
                            0,
                            bytes("{\"hello\":1}"),
                            inOrder(
                                    "news",
                                    new Subscription().at(12).recovered(ONE).result(),
                                    "plain",
                                    nothing()),
                            25,
                            true,
                            "S",
                            "N")),
            reply("refreshed", new Reply.Refreshed(5, "C", "Gapless 1", 60)),
            reply("subscribed", new Subscription().at(12).reply()),
            reply("subscribed at zero", new Subscription().at(0).reply()),
            reply("subscribed to the present", new Reply.Subscribed(2, nothing())),
            reply(
                    "subscribed with everything",
                    new Reply.Subscribed(
                            2,
                            new SubscribeResult(
                                    600, true, true, "7-1", 12, false, false, List.of(), bytes("[1]"), true))),
            reply("recovered", new Subscription().at(12).recovered(ONE, TWO).reply()),
            reply(
                    "recovered with nothing missed",
                    new Subscription().at(12).recovered().reply()),
            reply(
                    "recovered with deltas",
                    new Subscription()
                            .at(12)
                            .recovered(text("{\"n\":1}", 13), patch(17))
                            .delta()
                            .reply()),
            reply("state lost", new Subscription().at(400).recovering().reply()),
            reply("unsubscribed", UNSUBSCRIBED),
            reply("publish done", new Reply.PublishDone(8)),
            reply(
                    "presence",
                    new Reply.PresenceResult(9, inOrder("C1", ADA, "C2", new ClientInfo("", "C2", null, null)))),
            reply("nobody present", new Reply.PresenceResult(9, Map.of())),
            reply("presence_stats", new Reply.PresenceStatsResult(10, 3, 2)),
            reply("presence_stats of nobody", new Reply.PresenceStatsResult(10, 0, 0)),
            reply(
                    "history",
                    new Reply.HistoryResult(
                            11,
                            List.of(
                                    new Publication(
                                            ONE.data(),
                                            Publication.Form.VALUE,
                                            13,
                                            PLAIN,
                                            inOrder("kind", "a", "ort", "Köln"),
                                            false),
                                    TWO),
                            17,
                            "7-1")),
            reply("history of nothing", new Reply.HistoryResult(11, List.of(), 0, "7-1")),
            reply("rpc", new Reply.RpcResult(13, bytes("{\"year\":2026}"))),
            reply("rpc without data", new Reply.RpcResult(13, bytes(""))),
            reply("sub_refreshed", new Reply.SubRefreshed(14, 60)),
            reply("sub_refreshed for good", new Reply.SubRefreshed(14, 0)),
            reply("published", published("personal:42", "{\"type\":\"position\"}", 9007199254740991L)),
            reply("published unicode", published("personal:42", "\"grüße 👋\"", 3)),
            reply("published to a channel with letters", published("grüße👋", "1", 3)),
            reply(
                    "published by a client",
                    published(
                            new Publication(bytes("[]"), Publication.Form.VALUE, 0, ADA, Map.of("kind", "a"), false))),
            reply("published as text", published(text("{\n\"ü\":\"\\\\\"}", 4))),
            reply("published as a patch", published(patch(5))),
            reply(
                    "published bytes",
                    published(new Publication(
                            new byte[] {0, -1, -128}, Publication.Form.BASE64, 6, null, Map.of(), false))),
            reply(
                    "published bytes as text",
                    published(new Publication(
                            new byte[] {0, -1, -128}, Publication.Form.BASE64_TEXT, 6, null, Map.of(), false))),
            reply("published in lines", published("c", "{\n \"a\": \"\\n\" }\r\n", 7)),
            reply("joined", new Reply.Join("c", PLAIN)),
            reply("left", new Reply.Leave("c", new ClientInfo("", "C2", null, bytes("{}")))),
            reply("subscribe push", new Reply.SubscribePush("news", true, true, "7-1", 12, bytes("{\"a\":1}"))),
            reply("unsubscribe push", new Reply.UnsubscribePush("personal:42", Unsubscribe.INSUFFICIENT_STATE)),
            reply("message push", new Reply.MessagePush(bytes("{\"a\":1}"))),
            reply("refresh push", new Reply.RefreshPush(60)),
            reply("refresh push for good", new Reply.RefreshPush(0)),
            reply("disconnect push", new Reply.DisconnectPush(Disconnect.SHUTDOWN)),
            reply(
                    "channel with quotes",
                    new Reply.UnsubscribePush("a\"\\\u0007\u001fé", Unsubscribe.INSUFFICIENT_STATE)),
            reply("several", new Reply.Ping(), UNSUBSCRIBED, published("c", "1", 4)));

    private GoldenMeanings() {}

    static @Nullable List<Command> commands(GoldenFrames.Golden golden) {
        return COMMANDS.get(golden.name());
    }

    static @Nullable List<Reply> replies(GoldenFrames.Golden golden) {
        return REPLIES.get(golden.name());
    }

    static Reply published(String channel, String data, long offset) {
        return new Reply.Published(channel, new SharedPublication(new Publication(bytes(data), offset)));
    }

    static Request connect(String token) {
        return new Request.Connect(token, bytes(""), "", "", Map.of(), Map.of());
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Reply published(Publication publication) {
        return new Reply.Published("c", new SharedPublication(publication));
    }

    private static Request publish(String data) {
        return new Request.Publish("c", bytes(data));
    }

    private static Publication text(String data, long offset) {
        return new Publication(bytes(data), Publication.Form.TEXT, offset, null, Map.of(), false);
    }

    private static Publication patch(long offset) {
        return new Publication(PATCH, Publication.Form.TEXT, offset, null, Map.of(), true);
    }

    private static Reply connected(long ttl) {
        return new Reply.Connected(1, "C", "Gapless 1", ttl, bytes(""), Map.of(), 25, true, "", "");
    }

    private static SubscribeResult nothing() {
        return new SubscribeResult(0, false, false, "", 0, false, false, List.of(), bytes(""), false);
    }

    private static Map.Entry<String, List<Command>> command(String name, long id, Request request) {
        return Map.entry(name, List.of(new Command(id, request)));
    }

    private static Map.Entry<String, List<Reply>> reply(String name, Reply... replies) {
        return Map.entry(name, List.of(replies));
    }

    private static <V> Map<String, V> inOrder(String first, V one, String second, V two) {
        Map<String, V> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, two);
        return map;
    }

    /** A subscribe request, of which most fields are absent. */
    private static final class Subscribe {
        private final String channel;
        private boolean recover;
        private long offset;
        private String epoch = "";
        private boolean positioned;
        private long flag;
        private long type;

        Subscribe(String channel) {
            this.channel = channel;
        }

        Subscribe recover(long since, String stream) {
            recover = true;
            offset = since;
            epoch = stream;
            return this;
        }

        Subscribe positioned() {
            positioned = true;
            return this;
        }

        Subscribe flag(long bits) {
            flag = bits;
            return this;
        }

        Subscribe type(long number) {
            type = number;
            return this;
        }

        Request request() {
            return new Request.Subscribe(
                    channel, "", bytes(""), recover, offset, epoch, positioned, false, false, "", flag, type, false);
        }
    }

    /** The result of a subscribe with a position. */
    private static final class Subscription {
        private long offset;
        private boolean recovering;
        private boolean recovered;
        private List<Publication> missed = List.of();
        private boolean delta;

        Subscription at(long position) {
            offset = position;
            return this;
        }

        Subscription recovering() {
            recovering = true;
            return this;
        }

        Subscription recovered(Publication... publications) {
            recovered = true;
            missed = List.of(publications);
            return recovering();
        }

        Subscription delta() {
            delta = true;
            return this;
        }

        SubscribeResult result() {
            return new SubscribeResult(0, true, true, "7-1", offset, recovered, recovering, missed, bytes(""), delta);
        }

        Reply reply() {
            return new Reply.Subscribed(2, result());
        }
    }
}
