package dev.gapless.gateway.api;

import java.util.List;
import java.util.Map;

/** What servers answer to each {@link Question}. */
final class Answers {
    private Answers() {}

    record Presence(List<ControlMessage.Client> clients) {}

    /** @param users each once; fewer than there are if they are very many */
    record Stats(int clients, List<String> users) {}

    /** @param users the ids of those who are connected */
    record Online(List<Long> users) {}

    /** @param channels how many are subscribed to each */
    record Channels(Map<String, Integer> channels) {}
}
