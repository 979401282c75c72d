package dev.gapless.gateway.api;

import dev.gapless.gateway.Peers;
import dev.gapless.gateway.api.Question.Kind;
import dev.gapless.protocol.ClientInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The other servers, as the gateway needs them: through the log that all of them follow. */
final class OtherServers implements Peers {
    private final Outbox outbox;
    private final Survey survey;

    OtherServers(Outbox outbox, Survey survey) {
        this.outbox = outbox;
        this.survey = survey;
    }

    @Override
    public void joined(String channel, ClientInfo who) {
        ControlMessage.Client client = ControlMessage.Client.of(who);
        outbox.add(channel.length() + client.weight(), () -> new ControlMessage.Joined(channel, client));
    }

    @Override
    public void left(String channel, ClientInfo who) {
        ControlMessage.Client client = ControlMessage.Client.of(who);
        outbox.add(channel.length() + client.weight(), () -> new ControlMessage.Left(channel, client));
    }

    @Override
    public void presence(String channel, Consumer<Map<String, ClientInfo>> answer) {
        Thread.ofVirtual().name("gateway-presence").start(() -> {
            Map<String, ClientInfo> clients = new HashMap<>();
            for (RawJson heard :
                    survey.ask(new Question(Kind.PRESENCE, channel)).join().answers()) {
                Everywhere.read(
                        heard,
                        Answers.Presence.class,
                        presence -> presence.clients().forEach(who -> clients.put(who.client(), who.toInfo())));
            }
            answer.accept(clients);
        });
    }
}
