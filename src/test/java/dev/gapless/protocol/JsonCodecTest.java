package dev.gapless.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.protocol.GoldenFrames.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {
    private static final int LIMIT = 65_536;
    private static final Publication ONE = new Publication("{\"n\":1}".getBytes(UTF_8), 13);
    private static final Publication TWO = new Publication("\"zwei\"".getBytes(UTF_8), 17);
    private static final Reply UNSUBSCRIBED = new Reply.Unsubscribed(3);

    private static final Map<String, List<Command>> COMMANDS = Map.ofEntries(
            entry("pong", new Command(0, new Request.Pong())),
            entry("pong with zero id", new Command(0, new Request.Pong())),
            entry(
                    "connect",
                    new Command(
                            1,
                            new Request.Connect("T", bytes("{\"any\":[\"thing\"]}"), "js", "1.0", Map.of(), Map.of()))),
            entry("connect without token", new Command(1, connect(""))),
            entry("connect with nulls", new Command(1, connect(""))),
            entry(
                    "connect and subscribe",
                    new Command(1, connect("T")),
                    new Command(2, subscribe("personal:42", false, 0, "", 1))),
            entry("trailing newline", new Command(7, new Request.Unsubscribe("personal:42"))),
            entry(
                    "subscribe with recovery",
                    new Command(
                            4294967295L,
                            new Request.Subscribe(
                                    "personal:42",
                                    "",
                                    bytes(""),
                                    true,
                                    9007199254740991L,
                                    "7-1",
                                    true,
                                    false,
                                    false,
                                    "",
                                    3,
                                    0,
                                    false))),
            entry(
                    "subscribe with everything",
                    new Command(
                            3,
                            new Request.Subscribe(
                                    "c", "S", bytes("null"), false, 0, "", false, false, true, "fossil", 0, 1, true))),
            entry("unsubscribe", new Command(4, new Request.Unsubscribe("personal:42"))),
            entry("refresh", new Command(5, new Request.Refresh("T2"))),
            entry("several methods", new Command(6, new Request.Unsubscribe("d"))),
            entry("send", new Command(0, new Request.Send(bytes("\"hello\"")))),
            entry("publish", new Command(8, new Request.Publish("c", bytes("{\"deep\":[1,2,{\"x\":\"\\n\"}]}")))),
            entry("presence", new Command(9, new Request.Presence("c"))),
            entry("presence_stats", new Command(10, new Request.PresenceStats("c"))),
            entry("history", new Command(11, new Request.History("c", 10, null, false))),
            entry("ping command", new Command(12, new Request.Ping())),
            entry("rpc", new Command(13, new Request.Rpc("m", bytes("{}")))),
            entry("sub_refresh", new Command(14, new Request.SubRefresh("c", "S"))),
            entry("unknown fields", new Command(15, new Request.Unsubscribe("c"))),
            entry("escapes", new Command(16, new Request.Unsubscribe("personal:42\"\\"))));

    private static final Map<String, List<Reply>> REPLIES = Map.ofEntries(
            reply("ping", new Reply.Ping()),
            reply("refused", new Reply.Refused(2, ErrorCode.PERMISSION_DENIED)),
            reply("refused for now", new Reply.Refused(2, ErrorCode.INTERNAL)),
            reply("connected", connected(3600)),
            reply("connected for good", connected(0)),
            reply("refreshed", new Reply.Refreshed(5, "C", "Gapless 1", 60)),
            reply("subscribed", subscribed(12, false, false)),
            reply("subscribed at zero", subscribed(0, false, false)),
            reply("recovered", subscribed(12, true, true, ONE, TWO)),
            reply("recovered with nothing missed", subscribed(12, true, true)),
            reply("state lost", subscribed(400, true, false)),
            reply("unsubscribed", UNSUBSCRIBED),
            reply("published", published("personal:42", "{\"type\":\"position\"}", 9007199254740991L)),
            reply("published unicode", published("personal:42", "\"grüße 👋\"", 3)),
            reply("unsubscribe push", new Reply.UnsubscribePush("personal:42", Unsubscribe.INSUFFICIENT_STATE)),
            reply("disconnect push", new Reply.DisconnectPush(Disconnect.SHUTDOWN)),
            reply(
                    "channel with quotes",
                    new Reply.UnsubscribePush("a\"\\\u0007\u001fé", Unsubscribe.INSUFFICIENT_STATE)),
            reply("joined", new Reply.Ping(), UNSUBSCRIBED, published("c", "1", 4)));

    private final JsonCodec codec = new JsonCodec(LIMIT);

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAreReadAsTheyAreMeant(Golden golden) throws MalformedFrameException {
        assertThat(codec.decode(golden.frame().getBytes(UTF_8)))
                .usingRecursiveComparison()
                .isEqualTo(COMMANDS.get(golden.name()));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedFramesAreRefused(Golden golden) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> codec.decode(golden.frame().getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void repliesAreWrittenByteForByte(Golden golden) {
        List<Reply> replies = REPLIES.get(golden.name());
        assertThat(replies).as("what %s stands for", golden.name()).isNotNull();
        FrameBuffer frame = new FrameBuffer(1);
        for (Reply reply : replies) {
            codec.encode(reply, frame);
        }
        assertThat(frame).hasToString(golden.frame());
    }

    @Test
    void whatIsWrittenIsOneJsonValueALine() throws IOException {
        JsonMapper mapper = new JsonMapper();
        for (Golden golden : replies()) {
            golden.frame()
                    .lines()
                    .forEach(
                            line -> assertThat(mapper.readTree(line).isObject()).isTrue());
        }
    }

    @Test
    void anyChannelNameSurvives() {
        JsonMapper mapper = new JsonMapper();
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String channel = random.ints(random.nextInt(20), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            FrameBuffer frame = new FrameBuffer(8);
            codec.encode(published(channel, "1", 1), frame);
            assertThat(mapper.readTree(frame.toString())
                            .path("push")
                            .path("channel")
                            .stringValue())
                    .isEqualTo(channel);
        }
    }

    @Test
    void noInputDoesMoreThanBeRefused() throws IOException {
        Random random = new Random(42);
        byte[][] seeds = commands().stream()
                .map(golden -> golden.frame().getBytes(UTF_8))
                .toArray(byte[][]::new);
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            if (isReadable(mutated(seeds[random.nextInt(seeds.length)], random))) {
                read++;
            }
        }
        assertThat(read).as("mutants that still are commands").isPositive();
    }

    @Test
    void noiseDoesNoMoreThanBeRefused() {
        Random random = new Random(43);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            isReadable(noise);
        }
        isReadable("[".repeat(LIMIT).getBytes(UTF_8));
        isReadable("{\"a\":".repeat(LIMIT / 5).getBytes(UTF_8));
        isReadable(("{\"id\":" + "1".repeat(LIMIT - 6)).getBytes(UTF_8));
    }

    @Test
    void aTokenAsLongAsAFrameIsRead() throws MalformedFrameException {
        String token = "x".repeat(LIMIT - 30);
        assertThat(codec.decode(("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}").getBytes(UTF_8)))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Command(1, connect(token))));
    }

    private boolean isReadable(byte[] frame) {
        try {
            return !codec.decode(frame).isEmpty();
        } catch (MalformedFrameException e) {
            return false;
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] = "{}[]\",:\n\\0".getBytes(UTF_8)[random.nextInt(10)];
                default -> {
                    byte[] twice = Arrays.copyOf(bytes, bytes.length + at);
                    System.arraycopy(bytes, 0, twice, bytes.length, at);
                    bytes = twice;
                }
            }
        }
        return bytes;
    }

    private static Reply published(String channel, String data, long offset) {
        return new Reply.Published(channel, new SharedPublication(new Publication(bytes(data), offset)));
    }

    private static Reply subscribed(long offset, boolean recovering, boolean recovered, Publication... missed) {
        return new Reply.Subscribed(
                2,
                new SubscribeResult(
                        0, true, true, "7-1", offset, recovered, recovering, List.of(missed), bytes(""), false));
    }

    private static Reply connected(long ttl) {
        return new Reply.Connected(1, "C", "Gapless 1", ttl, bytes(""), Map.of(), 25, true, "", "");
    }

    private static Request connect(String token) {
        return new Request.Connect(token, bytes(""), "", "", Map.of(), Map.of());
    }

    private static Request subscribe(String channel, boolean recover, long offset, String epoch, long flag) {
        return new Request.Subscribe(
                channel, "", bytes(""), recover, offset, epoch, false, false, false, "", flag, 0, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Map.Entry<String, List<Command>> entry(String name, Command... commands) {
        return Map.entry(name, List.of(commands));
    }

    private static Map.Entry<String, List<Reply>> reply(String name, Reply... replies) {
        return Map.entry(name, List.of(replies));
    }

    private static List<Golden> commands() throws IOException {
        return GoldenFrames.read("commands.json");
    }

    private static List<Golden> malformed() throws IOException {
        return GoldenFrames.read("malformed.json");
    }

    private static List<Golden> replies() throws IOException {
        return GoldenFrames.read("replies.json");
    }
}
