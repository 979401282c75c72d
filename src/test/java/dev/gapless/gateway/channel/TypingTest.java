package dev.gapless.gateway.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"typing\"}",
                "{ \"user\": {\"id\": 42, \"type\": \"x\"}, \"type\" : \"typing\" }",
                "{\"type\":\"typing\",\"type\":\"typing\"}"
            })
    void somebodyIsTyping(String data) {
        assertThat(Typing.is(data.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"typing\"",
                "{}",
                "{\"type\":\"message_added\"}",
                "{\"type\":\"typing\",\"type\":\"message_added\"}",
                "{\"type\":\"message_added\",\"type\":\"typing\"}",
                "{\"body\":{\"type\":\"typing\"}}",
                "{\"type\":[\"typing\"]}",
                "{\"type\":\"typing\"",
                "{\"type\":\"typing\"} {}",
                "[{\"type\":\"typing\"}]"
            })
    void anythingElseIsSomethingElse(String data) {
        assertThat(Typing.is(data.getBytes(UTF_8))).isFalse();
    }

    @Test
    void itIsShort() {
        String longest = "{\"type\":\"typing\",\"x\":\"" + "x".repeat(1024 - 24) + "\"}";
        assertThat(longest).hasSize(1024);
        assertThat(Typing.is(longest.getBytes(UTF_8))).isTrue();
        assertThat(Typing.is((longest + " ").getBytes(UTF_8))).isFalse();
    }
}
