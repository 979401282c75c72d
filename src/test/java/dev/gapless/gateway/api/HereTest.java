package dev.gapless.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.protocol.ClientInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HereTest {
    private static final int MANY = 100_000;

    @Test
    void anAnswerOfManyClientsIsCutAndSaysSo() {
        Survey.Own own = Here.presenceAnswer(clients(MANY, new byte[600]));
        assertThat(own.whole()).isFalse();
        assertThat(bytes(own)).isBetween(Survey.LARGEST_ANSWER / 2, Survey.LARGEST_ANSWER * 5 / 4);
    }

    @Test
    void anAnswerOfManyUsersIsCutAndSaysSoAndStillCountsAllClients() {
        Survey.Own own = Here.statsAnswer(clients(MANY, null));
        assertThat(own.whole()).isFalse();
        assertThat(bytes(own)).isBetween(Survey.LARGEST_ANSWER / 4, Survey.LARGEST_ANSWER);
        assertThat(((Answers.Stats) own.answer()).clients()).isEqualTo(MANY);
    }

    @Test
    void anAnswerOfManyChannelsIsCutAndSaysSo() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            counts.put("channel" + i, 1_000_000);
        }
        Survey.Own own = Here.channelsAnswer(counts);
        assertThat(own.whole()).isFalse();
        assertThat(bytes(own)).isBetween(Survey.LARGEST_ANSWER / 4, Survey.LARGEST_ANSWER);
    }

    @Test
    void anAnswerThatFitsIsWhole() {
        assertThat(Here.presenceAnswer(clients(1000, new byte[100])).whole()).isTrue();
        assertThat(Here.statsAnswer(clients(1000, null)).whole()).isTrue();
        assertThat(Here.channelsAnswer(Map.of("a", 1, "b", 2)))
                .isEqualTo(new Survey.Own(new Answers.Channels(Map.of("a", 1, "b", 2)), 50, true));
    }

    private static List<ClientInfo> clients(int count, byte @Nullable [] info) {
        List<ClientInfo> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new ClientInfo("user" + i, "client" + i, info, null));
        }
        return clients;
    }

    private static int bytes(Survey.Own own) {
        return ApiJson.write(own.answer()).length;
    }
}
