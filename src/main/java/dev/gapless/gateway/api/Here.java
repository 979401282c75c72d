package dev.gapless.gateway.api;

import dev.gapless.gateway.Gateway;
import dev.gapless.gateway.Session;
import dev.gapless.protocol.ClientInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this server knows of its own clients, and answers to others. */
final class Here {
    /** What one entry takes besides its name. */
    private static final int WEIGHT = 24;

    private final Gateway gateway;
    private final String name;
    private final InstantSource clock;
    private final long startedMillis;

    /** @param name the server's among the others */
    Here(Gateway gateway, String name, InstantSource clock) {
        this.gateway = gateway;
        this.name = name;
        this.clock = clock;
        this.startedMillis = clock.millis();
    }

    Map<String, ClientInfo> presence(String channel) {
        return gateway.attendance().here(channel);
    }

    /** How many are subscribed to each channel, of those that match. */
    Map<String, Integer> channels(Glob pattern) {
        Map<String, Integer> counts = new HashMap<>();
        for (Session session : gateway.sessions()) {
            for (String channel : session.channels()) {
                if (counts.containsKey(channel) || pattern.matches(channel)) {
                    counts.merge(channel, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /** Those of the users who are connected here. */
    List<Long> online(Collection<Long> users) {
        return users.stream()
                .filter(user -> !gateway.sessionsOf(user.toString()).isEmpty())
                .toList();
    }

    ServerInfo info() {
        List<Session> sessions = gateway.sessions();
        Map<String, Integer> channels = channels(Glob.of(""));
        Set<String> users = new HashSet<>();
        sessions.forEach(session -> users.add(session.user()));
        return new ServerInfo(
                gateway.node(),
                name,
                gateway.version(),
                sessions.size(),
                users.size(),
                channels.size(),
                channels.values().stream().mapToInt(Integer::intValue).sum(),
                (clock.millis() - startedMillis) / 1000,
                new ServerInfo.Usage(cpu(), residentBytes()));
    }

    private static double cpu() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean process
                ? Math.max(0, process.getProcessCpuLoad()) * 100
                : 0;
    }

    /** As Linux tells it; 0 elsewhere. */
    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException elsewhere) {
            return 0;
        }
        return 0;
    }

    /** What another server is answered. */
    Survey.Own answer(Question question) {
        return switch (question.kind()) {
            case PRESENCE -> presenceAnswer(presence(question.about()).values());
            case PRESENCE_STATS -> statsAnswer(presence(question.about()).values());
            case CHANNELS -> channelsAnswer(channels(Glob.of(question.about())));
            case ONLINE -> onlineAnswer(question.about());
            case INFO -> new Survey.Own(info(), 512, true);
        };
    }

    static Survey.Own presenceAnswer(Collection<ClientInfo> present) {
        List<ControlMessage.Client> clients = new ArrayList<>();
        int weight = 0;
        for (ClientInfo who : present) {
            ControlMessage.Client client = ControlMessage.Client.of(who);
            weight += client.weight();
            if (weight > Survey.LARGEST_ANSWER) {
                return new Survey.Own(new Answers.Presence(clients), weight, false);
            }
            clients.add(client);
        }
        return new Survey.Own(new Answers.Presence(clients), weight, true);
    }

    static Survey.Own statsAnswer(Collection<ClientInfo> present) {
        Set<String> users = new HashSet<>();
        int weight = 0;
        for (ClientInfo who : present) {
            if (users.contains(who.user())) {
                continue;
            }
            weight += WEIGHT + who.user().length();
            if (weight > Survey.LARGEST_ANSWER) {
                return new Survey.Own(new Answers.Stats(present.size(), List.copyOf(users)), weight, false);
            }
            users.add(who.user());
        }
        return new Survey.Own(new Answers.Stats(present.size(), List.copyOf(users)), weight, true);
    }

    private Survey.Own onlineAnswer(String ids) {
        List<Long> online =
                online(Arrays.stream(ids.split(",")).map(Long::valueOf).toList());
        return new Survey.Own(new Answers.Online(online), WEIGHT * (online.size() + 1), true);
    }

    static Survey.Own channelsAnswer(Map<String, Integer> counts) {
        Map<String, Integer> channels = new HashMap<>();
        int weight = 0;
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            weight += WEIGHT + each.getKey().length();
            if (weight > Survey.LARGEST_ANSWER) {
                return new Survey.Own(new Answers.Channels(channels), weight, false);
            }
            channels.put(each.getKey(), each.getValue());
        }
        return new Survey.Own(new Answers.Channels(channels), weight, true);
    }
}
