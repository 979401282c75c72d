package dev.gapless.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.gateway.api.ApiRequest.Batch;
import dev.gapless.gateway.api.ApiRequest.Command;
import dev.gapless.gateway.api.ApiRequest.Disconnect;
import dev.gapless.gateway.api.ApiRequest.History;
import dev.gapless.gateway.api.ApiRequest.Info;
import dev.gapless.gateway.api.ApiRequest.Publish;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"b\": 1.50,  \"a\": [ 1e3, -0 ] }",
                "\"\\u0041 \\n é 😀\"",
                "\"\"",
                "12345678901234567890123",
                "-0.10",
                "true",
                "false",
                "null",
                "[]"
            })
    void dataPassesAsTheBytesThatItIs(String data) throws Exception {
        for (String around : List.of(
                "{\"channel\":\"c\",\"data\":%s}", "{ \"data\" : %s , \"channel\":\"c\" }", "\n{\"data\":\n%s\n}\n")) {
            Publish publish = read(Publish.class, around.formatted(data));
            assertThat(Objects.requireNonNull(publish.data()).toString()).isEqualTo(data);
        }
        assertThat(new String(ApiJson.write(Map.of("data", new RawJson(data.getBytes(UTF_8)))), UTF_8))
                .isEqualTo("{\"data\":" + data + "}");
    }

    @Test
    void lineBreaksOfPrettyPrintingAreRemoved() throws Exception {
        Publish publish = read(Publish.class, "{\"data\": {\r\n  \"a\": \"x\\ny\",\n  \"b\": [\n1,\n2]\n}}");
        assertThat(Objects.requireNonNull(publish.data()).toString()).isEqualTo("{  \"a\": \"x\\ny\",  \"b\": [1,2]}");
    }

    @Test
    void whatIsAbsentOrNullIsEmpty() throws Exception {
        Publish nothing = new Publish("", null, "", false, Map.of(), "", false, 0, "");
        assertThat(read(Publish.class, "{}")).isEqualTo(nothing);
        assertThat(read(Publish.class, """
                {"channel":null,"b64data":null,"skip_history":null,"tags":null,"idempotency_key":null,"delta":null,
                 "version":null,"version_epoch":null,"unknown":{"field":[1]}}""")).isEqualTo(nothing);
        assertThat(read(Disconnect.class, "{\"whitelist\":null}").whitelist()).isEmpty();
        assertThat(read(Disconnect.class, "{}").disconnect()).isNull();
        assertThat(read(Info.class, "{\"any\":1}")).isEqualTo(new Info());
    }

    @Test
    void everyFieldIsRead() throws Exception {
        assertThat(read(Publish.class, """
                {"channel":"c","b64data":"e30=","skip_history":true,"tags":{"k":"v"},"idempotency_key":"i","delta":true,
                 "version":9007199254740993,"version_epoch":"e"}"""))
                .isEqualTo(new Publish("c", null, "e30=", true, Map.of("k", "v"), "i", true, 9007199254740993L, "e"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"text\"",
                "{",
                "{}{}",
                "{} x",
                "{\"channel\":1}",
                "{\"channel\":true}",
                "{\"version\":\"1\"}",
                "{\"version\":1.5}",
                "{\"version\":92233720368547758070}",
                "{\"delta\":\"true\"}",
                "{\"delta\":1}",
                "{\"tags\":[]}",
                "{\"tags\":{\"a\":1}}",
                "{\"tags\":{\"a\":null}}",
                "{\"data\":}",
                "{\"data\":{\"a\":}}",
                "{\"data\":\"a\nb\"}",
                "{\"data\":01}",
                "{\"data\":nul}",
                "{'channel':'c'}"
            })
    void whatIsNotOfTheFormIsMalformed(String text) {
        assertThatThrownBy(() -> read(Publish.class, text)).isInstanceOf(Malformed.class);
    }

    @Test
    void badEncodingsAreMalformed() {
        byte[] cut = "{\"data\":\"é\"}".getBytes(UTF_8);
        cut[10] = '"';
        String text = "{\"data\":{\"a\":1}}";
        for (byte[] bytes : List.of(cut, text.getBytes(UTF_16), text.getBytes(UTF_16LE), new byte[] {0, 0, 0, '{'})) {
            assertThatThrownBy(() -> ApiJson.read(Publish.class, bytes)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void whatIsNestedTooDeeplyIsMalformed() {
        String data = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> read(Publish.class, "{\"data\":" + data + "}")).isInstanceOf(Malformed.class);
    }

    @Test
    void aNegativeOffsetIsMalformed() throws Exception {
        assertThatThrownBy(() -> read(History.class, "{\"since\":{\"offset\":-1}}"))
                .isInstanceOf(Malformed.class);
        History history = read(History.class, "{\"channel\":\"c\",\"limit\":-1,\"since\":{\"epoch\":\"e\"}}");
        assertThat(history).isEqualTo(new History("c", -1, new ApiRequest.Since(0, "e"), false));
    }

    @Test
    void aBatchKeepsTheParametersOfItsCommands() throws Exception {
        Batch batch = read(Batch.class, "{\"commands\":[{\"publish\":{\"data\": {\"a\":\n1}}},{\"info\":{}}]}");
        RawJson params = Objects.requireNonNull(batch.commands().get(0).get("publish"));
        assertThat(params.toString()).isEqualTo("{\"data\": {\"a\":1}}");
        assertThat(Objects.requireNonNull(
                                ApiJson.read(Publish.class, params.bytes()).data())
                        .toString())
                .isEqualTo("{\"a\":1}");
        assertThat(batch.commands().get(1)).containsOnlyKeys("info");
    }

    @Test
    void commandsMayFollowOneAnother() throws Exception {
        List<Command> commands = ApiJson.readAll(
                Command.class,
                "{\"method\":\"info\"}\n{\"id\":2,\"method\":\"publish\",\"params\":{\"data\":1}} ".getBytes(UTF_8));
        assertThat(commands).extracting(Command::method).containsExactly("info", "publish");
        assertThat(String.valueOf(commands.get(1).params())).isEqualTo("{\"data\":1}");
        for (String text : List.of("{\"method\":\"info\"}x", "{\"method\":\"info\"},{}", "null", "{\"method\":1}")) {
            assertThatThrownBy(() -> ApiJson.readAll(Command.class, text.getBytes(UTF_8)))
                    .as(text)
                    .isInstanceOf(Malformed.class);
        }
    }

    private static <T> T read(Class<T> type, String text) throws Malformed {
        return ApiJson.read(type, text.getBytes(UTF_8));
    }
}
