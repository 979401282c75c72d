package dev.gapless.gateway.api;

import dev.gapless.gateway.api.ApiJson.Malformed;
import dev.gapless.gateway.api.Question.Kind;
import dev.gapless.protocol.ClientInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all servers know together: what others answer in time, and what this one knows when they have. For threads that
 * may wait.
 */
final class Everywhere {
    private static final Logger log = LoggerFactory.getLogger(Everywhere.class);

    private final Survey survey;
    private final Here here;

    Everywhere(Survey survey, Here here) {
        this.survey = survey;
        this.here = here;
    }

    ApiResult.Presence presence(String channel) {
        Map<String, ApiResult.ClientInfo> clients = new HashMap<>();
        List<String> missing = ask(
                new Question(Kind.PRESENCE, channel),
                Answers.Presence.class,
                answer -> answer.clients().forEach(who -> clients.put(who.client(), Views.of(who.toInfo()))));
        for (ClientInfo who : here.presence(channel).values()) {
            clients.put(who.client(), Views.of(who));
        }
        return new ApiResult.Presence(clients, missing);
    }

    ApiResult.PresenceStats presenceStats(String channel) {
        Set<String> users = new HashSet<>();
        int[] clients = {0};
        List<String> missing = ask(new Question(Kind.PRESENCE_STATS, channel), Answers.Stats.class, answer -> {
            clients[0] += answer.clients();
            users.addAll(answer.users());
        });
        for (ClientInfo who : here.presence(channel).values()) {
            clients[0]++;
            users.add(who.user());
        }
        return new ApiResult.PresenceStats(clients[0], users.size(), missing);
    }

    /** @throws IllegalArgumentException when the pattern is malformed */
    ApiResult.Channels channels(String pattern) {
        Map<String, Integer> counts = new TreeMap<>();
        Consumer<Map<String, Integer>> add =
                channels -> channels.forEach((channel, count) -> counts.merge(channel, count, Integer::sum));
        List<String> missing = ask(
                new Question(Kind.CHANNELS, pattern), Answers.Channels.class, answer -> add.accept(answer.channels()));
        add.accept(here.channels(Glob.of(pattern)));
        Map<String, ApiResult.ChannelInfo> channels = new TreeMap<>();
        counts.forEach((channel, count) -> channels.put(channel, new ApiResult.ChannelInfo(count)));
        return new ApiResult.Channels(channels, missing);
    }

    /** Those of the users who are connected to any server. The others are asked only about those who are not here. */
    Set<Long> online(Collection<Long> users) {
        Set<Long> online = new HashSet<>(here.online(users));
        String others = users.stream()
                .filter(user -> !online.contains(user))
                .distinct()
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining(","));
        if (!others.isEmpty()) {
            ask(new Question(Kind.ONLINE, others), Answers.Online.class, answer -> online.addAll(answer.users()));
        }
        return online;
    }

    ApiResult.Info info() {
        List<ServerInfo> servers = new ArrayList<>();
        List<String> missing = ask(new Question(Kind.INFO, ""), ServerInfo.class, servers::add);
        servers.add(here.info());
        servers.sort(Comparator.comparing(ServerInfo::name));
        return new ApiResult.Info(servers, missing);
    }

    /** The servers that are missing; null for none. */
    private <T> @Nullable List<String> ask(Question question, Class<T> type, Consumer<T> answers) {
        Survey.Heard heard = survey.ask(question).join();
        for (RawJson answer : heard.answers()) {
            read(answer, type, answers);
        }
        if (heard.missing().isEmpty()) {
            return null;
        }
        log.warn("Not all servers have answered what was asked of {}: {}", question, heard.missing());
        return heard.missing();
    }

    static <T> void read(RawJson answer, Class<T> type, Consumer<T> answers) {
        try {
            answers.accept(ApiJson.read(type, answer.bytes()));
        } catch (Malformed e) {
            log.warn("The answer of a server is not understood: {}", e.getMessage());
        }
    }
}
